using Lab.Instruments.Clocks;
using Lab.Models.ImageReservoirs;
using Lab.Protocols.Terminals;
using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.VortexOscillators;

/// <summary>The measurement of <see cref="ReservoirImagesProtocol"/>.</summary>
internal sealed class ReservoirImagesMeasurement : IMeasurement
{
    /// <summary>Showings to the model whose mean is what a device is expected to do: without heat a core that came to rest in the
    /// centre would never leave it.</summary>
    private const int ExpectedRepeats = 16;

    private readonly BenchImagesSettings settings;
    private readonly VortexTrainer trainer;
    private readonly StaircasePlayer player;
    private readonly OutputMeasurement outputs;
    private readonly TimeProvider clock;
    private readonly ClassReadout readout;
    private readonly ImageNodes expected;
    private readonly ImageNodes heated;
    private readonly Dictionary<string, (int Block, float[] Values)> blocks = [];
    private ScaleBox box = new();

    /// <summary>Trains the read-out on the model.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="trainer">The network on the model.</param>
    /// <param name="player">Plays images.</param>
    /// <param name="outputs">What was found at the outputs.</param>
    /// <param name="clock">The clock of the bench.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    public ReservoirImagesMeasurement(
        BenchImagesSettings settings, VortexTrainer trainer, StaircasePlayer player, OutputMeasurement outputs,
        TimeProvider clock, ulong seed, CancellationToken cancellationToken)
    {
        (this.settings, this.trainer, this.player, this.outputs, this.clock) = (settings, trainer, player, outputs, clock);
        readout = trainer.ReadoutOf(seed, cancellationToken);
        heated = trainer.NodesOf(seed, hasHeat: true);
        expected = trainer.NodesOf(seed, hasHeat: true, ExpectedRepeats);
    }

    /// <summary>Finds the amplitude that a voltage stands for, by images to train with, unless it is known.</summary>
    /// <param name="known">The scale; receives it.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="RunException">What is read does not follow the model.</exception>
    public async ValueTask CalibrateAsync(ScaleBox known, CancellationToken cancellationToken)
    {
        box = known;
        if (known.Scale is not null)
        {
            return;
        }

        List<double> read = [];
        List<double> model = [];
        ComponentImages images = trainer.Images.Training;
        for (int first = 0; first < settings.CalibrationImages; first += settings.Block)
        {
            int count = Math.Min(settings.Block, settings.CalibrationImages - first);
            double[][] played = await PlayAsync(images, first, count, cancellationToken).ConfigureAwait(false);
            for (int image = 0; image < count; image++)
            {
                read.AddRange(played[image]);
                model.AddRange(ModelOf(expected, images, first + image, "calibration").Select(state => (double)state));
            }
        }

        known.Scale = AmplitudeScale.Find([.. read], [.. model]) ?? throw new RunException(
            $"What {settings.Output} reads does not grow with the amplitude that the model has at the same currents. Look at the "
                + "wiring, at 'carrier', 'critical_current' and 'drive_resistance', and whether the current is beyond J_c2.");
    }

    /// <inheritdoc/>
    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        AmplitudeScale scale =
            box.Scale ?? throw new InvalidOperationException("Bug in Lab: the scale is found before the first image.");
        ComponentImages images = trainer.Images.Test;
        int first = point * settings.Block;
        int count = Math.Min(settings.Block, settings.TestImages - first);
        long began = clock.GetTimestamp();
        double[][] played = await PlayAsync(images, first, count, cancellationToken).ConfigureAwait(false);
        TimeSpan time = clock.GetElapsedTime(began);
        float[][] states = [.. played.Select(image => Array.ConvertAll(image, each => (float)scale.Of(each)))];
        float[][] means = [.. Enumerable.Range(first, count).Select(image => ModelOf(expected, images, image, "expected"))];
        float[][] moved = [.. Enumerable.Range(first, count).Select(image => ModelOf(heated, images, image, "test"))];
        row.Set(ReservoirImagesExperiment.FirstColumn, first);
        row.Set(
            ReservoirImagesExperiment.LabelColumn, [.. Enumerable.Range(first, count).Select(i => (double)images.Labels[i])]);
        row.Set(ReservoirImagesExperiment.AnswerColumn, [.. states.Select(image => (double)readout.AnswerTo(image))]);
        row.Set(ReservoirImagesExperiment.ModelColumn, [.. moved.Select(image => (double)readout.AnswerTo(image))]);
        row.SetElements(ReservoirImagesExperiment.StatesColumn, states.SelectMany(image => image).ToArray());
        row.Set(ReservoirImagesExperiment.DeviceScatterColumn, ScatterOf(states, means));
        row.Set(ReservoirImagesExperiment.ModelScatterColumn, ScatterOf(moved, means));
        row.Set(ReservoirImagesExperiment.OffsetColumn, scale.Offset);
        row.Set(ReservoirImagesExperiment.SlopeColumn, scale.Slope);
        row.Set(ReservoirImagesExperiment.TimeColumn, time.TotalSeconds);
        outputs.Record(row);
    }

    private async ValueTask<double[][]> PlayAsync(
        ComponentImages images, int first, int count, CancellationToken cancellationToken)
    {
        string kind = images == trainer.Images.Test ? "currents" : "currents of training";
        double[][] currents =
        [
            .. Enumerable.Range(first, count).Select(image => Array.ConvertAll(
                ColumnOf(kind, image, (block, values) => heated.FillCurrents(images, block, values)), each => (double)each)),
        ];
        return await player.PlayAsync(currents, cancellationToken).ConfigureAwait(false);
    }

    private float[] ModelOf(ImageNodes nodes, ComponentImages images, int image, string purpose) => ColumnOf(
        purpose, image,
        (block, values) => nodes.Fill(images, block, purpose, values));

    // Images are computed in blocks, of which the last of a kind is kept.
    private float[] ColumnOf(string kind, int image, Action<int, float[]> fill)
    {
        (int block, int place) = Math.DivRem(image, ComponentImages.BlockLength);
        if (!blocks.TryGetValue(kind, out (int Block, float[] Values) kept) || kept.Block != block)
        {
            kept = (block, kept.Values ?? new float[settings.Nodes * ComponentImages.BlockLength]);
            fill(block, kept.Values);
            blocks[kind] = kept;
        }

        return [.. Enumerable.Range(0, settings.Nodes).Select(node => kept.Values[(node * ComponentImages.BlockLength) + place])];
    }

    private static double ScatterOf(float[][] states, float[][] means) => Math.Sqrt(
        states.Zip(means, (one, other) => one.Zip(other, (a, b) => (double)(a - b) * (a - b)).Average()).Average());
}
