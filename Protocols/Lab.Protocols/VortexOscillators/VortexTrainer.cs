using Lab.Models.ImageReservoirs;
using Lab.Models.VortexOscillators;
using Lab.Runs;
using Lab.Studies.VortexOscillators;

namespace Lab.Protocols.VortexOscillators;

/// <summary>The network on the model: its nodes, the read-out that is trained on them, and what it answers. It is trained
/// once for a seed.</summary>
/// <param name="settings">The settings.</param>
/// <param name="oscillator">The oscillator.</param>
internal sealed class VortexTrainer(BenchImagesSettings settings, VortexOscillator oscillator)
{
    private readonly Lock gate = new();
    private (ulong Seed, ClassReadout Readout)? trained;

    /// <summary>The images.</summary>
    public VortexImageData Data { get; } = new(settings.OfModel);

    /// <summary>Their components.</summary>
    public VortexImageData.Parts Images
    {
        get
        {
            Data.Require(settings.OfModel.ComponentCount);
            return Data.In(settings.OfModel.ComponentCount);
        }
    }

    /// <summary>The nodes of the model.</summary>
    /// <param name="seed">The seed of the mask and of the heat.</param>
    /// <param name="hasHeat">Whether heat moves the core.</param>
    /// <param name="repeats">How often an image is shown; 0 for the setting.</param>
    public ImageNodes NodesOf(ulong seed, bool hasHeat, int repeats = 0)
    {
        VortexDrive drive = settings.OfModel.ToDrive(oscillator) with { Seed = seed, Largest = settings.LargestCurrent };

        // Before the first node of an image the device rests at the mean current.
        double rest = oscillator.Coefficients.At(oscillator.Coefficients.FirstCritical * drive.Bias).StationaryAmplitude;
        drive = drive with
        {
            FirstAmplitude = rest > 0 ? rest : drive.FirstAmplitude,
            Repeats = repeats > 0 ? repeats : drive.Repeats,
        };
        return new ImageNodes(
            NodeFunction.Vortex, settings.Nodes, settings.OfModel.ComponentCount, seed,
            hasHeat ? drive : drive with { Temperature = default });
    }

    /// <summary>The read-out, trained on the model.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    /// <exception cref="RunException">The ridge does not tell the states apart.</exception>
    public ClassReadout ReadoutOf(ulong seed, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (trained is { } known && known.Seed == seed)
            {
                return known.Readout;
            }

            var training = new ReadoutTraining(
                NodesOf(seed, settings.TrainWithHeat), Images.Training.Classes, settings.Threads, cancellationToken);
            training.Add(Images.Training, "training");
            training.Add(Images.Validation, "held back");
            ClassReadout readout = training.Fit(settings.Ridge, [settings.Nodes])?[0] ?? throw new RunException(
                $"A ridge of {settings.Ridge} does not tell the states of {settings.Nodes} nodes apart: set a larger 'ridge'.");
            trained = (seed, readout);
            return readout;
        }
    }
}
