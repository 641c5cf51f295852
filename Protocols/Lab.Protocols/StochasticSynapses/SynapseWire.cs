using Lab.Models.Data;
using Lab.Models.KerrLoops;
using Lab.Models.Nanowires;
using Lab.Models.StochasticSynapses;
using Lab.Protocols.Nanowires;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;

namespace Lab.Protocols.StochasticSynapses;

/// <summary>The wire of a bench as a synapse: what is known of it, and its shots.</summary>
internal static class SynapseWire
{
    /// <summary>The calibrations that tell of it, where they are in force.</summary>
    public static IReadOnlyList<CalibrationNeed> Calibrations { get; } =
    [
        new(PassProbabilityRecord.Name, PassProbabilityRecord.Protocol, IsRequired: false),
    ];

    /// <summary>The pass probability that the model has: that of the calibration in force, or of the settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="context">Knows the calibrations in force, and keeps account of those used.</param>
    /// <exception cref="RunException">The calibration is not whole.</exception>
    public static PassProbability ProbabilityOf(SynapseBenchSettings settings, ExperimentContext context) =>
        Known(context) is { } known
            ? PassProbabilityRecord.Read(context.FindCalibration(PassProbabilityRecord.Name) ?? known)
            : new PassProbability
            {
                Centre = settings.Centre,
                SlopePerTesla = settings.Slope * 1e3,
                Floor = settings.Floor,
            };

    /// <summary>How uncertain that probability is; nothing is known of it where the settings tell it.</summary>
    /// <param name="context">Knows the calibrations in force.</param>
    /// <exception cref="RunException">The calibration's errors are malformed.</exception>
    public static PassProbabilityErrors ErrorsOf(ExperimentContext context) =>
        Known(context) is { } known ? PassProbabilityRecord.ReadErrors(known) : PassProbabilityErrors.OfSettings;

    /// <summary>A single layer for images, with that pass probability.</summary>
    /// <param name="images">The images.</param>
    /// <param name="wire">The pass probability.</param>
    /// <param name="samples">Samples of each synapse.</param>
    public static StochasticPerceptron.Options ModelOf(ImageSet images, PassProbability wire, int samples) =>
        new(images.Size, images.Classes)
        {
            Samples = samples,
            CentreMillitesla = wire.Centre.Tesla * 1e3,
            SlopePerMillitesla = wire.SlopePerTesla * 1e-3,
            Floor = wire.Floor,
        };

    /// <summary>Sets the bench up, and times its pulses.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="context">The open bench and its calibrations.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="RunException">Walls would be read as pinned at fields at which the wire of the calibration in force
    /// reverses without one, or a calibration is not whole.</exception>
    /// <exception cref="Lab.Instruments.InstrumentException">An instrument fails or a limit forbids a set-point.</exception>
    public static async ValueTask<WireShots> PrepareAsync(
        SynapseBenchSettings settings, ExperimentContext context, CancellationToken cancellationToken)
    {
        if (Known(context) is { } known && PassProbabilityRecord.ReadLimit(known)?.FindFault(settings.FreedBy) is { } fault)
        {
            throw new RunException(
                $"{fault} Where the wire was changed, calibrate it anew with 'lab run {PassProbabilityRecord.Protocol}'.");
        }

        (WallLoops loops, ChangePointReader reader) =
            await WallLoops.PrepareAsync(context, settings, cancellationToken).ConfigureAwait(false);
        return new WireShots(new WallReader(loops, reader, settings));
    }

    private static CalibrationRecord? Known(ExperimentContext context) =>
        context.Calibrations.Find(PassProbabilityRecord.Name) is { } known && context.Describes(known) ? known : null;
}
