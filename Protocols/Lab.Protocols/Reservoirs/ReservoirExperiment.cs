using Lab.Benches;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Terminals;
using Lab.Instruments.WaveformGenerators;
using Lab.Models.Randomness;
using Lab.Protocols.Oscillators;
using Lab.Protocols.Terminals;
using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Studies.Reservoirs;

namespace Lab.Protocols.Reservoirs;

/// <summary>The plan of <see cref="ReservoirProtocol"/>: a point is a block of steps of a mask and an input.</summary>
internal sealed class ReservoirExperiment : IExperiment
{
    internal static readonly Column MeanColumn = new(
        "state_mean", "", "Mean of the states before the first block, by which they are fed back.");

    internal static readonly Column DeviationColumn = new("state_deviation", "", "Their standard deviation.");

    internal static readonly Column MiddleColumn = new("middle_phase", "rad", "The phase from which phases count.");

    /// <summary>Nodes by which the scale of the states is found.</summary>
    private const int ScaleNodes = 200;

    /// <summary>The variance between nodes over that between plays which noise alone exceeds once in ten thousand
    /// times.</summary>
    private const double LeastVarianceRatio = 1.7;

    private readonly ReservoirBenchSettings settings;
    private readonly BenchDefinition bench;
    private readonly ReservoirPlan plan;
    private readonly ReservoirTerminals terminals;
    private readonly HeldChannels held;
    private readonly OutputPlan outputs;
    private readonly int blocks;

    /// <summary>Makes the plan of settings for a bench.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="bench">The bench.</param>
    /// <exception cref="Lab.Runs.Settings.SettingsException">They contradict each other, or name what the bench does not
    /// have.</exception>
    public ReservoirExperiment(ReservoirBenchSettings settings, BenchDefinition bench)
    {
        (this.settings, this.bench) = (settings, bench);
        plan = new ReservoirPlan(settings);
        var names = new BenchTerminals(bench.Instruments);
        terminals = ReservoirTerminals.Find(settings, bench, names);
        NamedChannel[] moved = terminals is ChannelTerminals channels ? [channels.Input] : [];
        held = HeldChannels.Read("hold", settings.Hold, bench, names, settings.OperatingPoint, moved);
        var columns = new TerminalColumns();
        outputs = OutputPlan.Of([.. moved, .. held.All.Select(point => point.Channel)], names, columns);
        blocks = (plan.Trial.Steps + settings.Block - 1) / settings.Block;
        Columns = [.. ReservoirBlock.Columns, MeanColumn, DeviationColumn, MiddleColumn, .. columns.All];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Column> Columns { get; }

    /// <inheritdoc/>
    public int PointCount => plan.Count * blocks;

    /// <summary>The lowest frequency of the tone, or about which the device oscillates, Hz; <see langword="null"/> without a
    /// waveform.</summary>
    public double? LowestHertz => (terminals as WaveformTerminals)?.LowestHertz(settings);

    /// <inheritdoc/>
    public bool Learns => settings.FeedbackGain != 0;

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes =>
        [.. held.All.Select(point => $"{point} is held."), .. outputs.Notes];

    /// <inheritdoc/>
    public string Describe(int point)
    {
        int first = point % blocks * settings.Block;
        return $"{plan.Describe(point / blocks)}, steps {first} to "
            + $"{Math.Min(first + settings.Block, plan.Trial.Steps) - 1} of {plan.Trial.Steps}";
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReadData> LookAtData() => plan.Data;

    /// <inheritdoc/>
    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        OperatingSetPoint[] first = terminals is ChannelTerminals channel
            ? [.. held.All, new OperatingSetPoint(channel.Input, channel.Offset)]
            : [.. held.All];
        OutputMeasurement found = await OutputMeasurement.PrepareAsync(
            outputs, first, context.Bench, cancellationToken).ConfigureAwait(false);
        ReservoirProgress progress = context.Learned(data => ReservoirProgress.Of(data, plan.Trial.Steps));
        INodePlayer player = PlayerOf(context);
        progress.Scale ??= await FindScaleAsync(player, context.Seed, cancellationToken).ConfigureAwait(false);
        if (player is ShotNodes shots)
        {
            shots.MiddleRadians = progress.Scale.MiddleRadians;
        }

        return new ReservoirMeasurement(settings, plan, blocks, player, progress, found, context.Seed, context.Folder);
    }

    /// <inheritdoc/>
    public Analysis Analyse(IRunData data) => ReservoirAnalysis.Of(settings, plan, ReservoirBlock.Join(data));

    /// <inheritdoc/>
    public IExperiment? FindCompletePart(int points)
    {
        int masks = points / (blocks * plan.Inputs.Count);
        return masks > 0 ? new ReservoirExperiment(settings with { Masks = masks }, bench) : null;
    }

    private INodePlayer PlayerOf(ExperimentContext context)
    {
        if (terminals is not WaveformTerminals waves)
        {
            return new ChannelNodes(context.Bench, (ChannelTerminals)terminals, settings.NodeTime, settings.Shots);
        }

        var generator = (IWaveformGenerator)context.Bench.GetByName(waves.Input.Instrument);
        var scope = (IOscilloscope)context.Bench.GetByName(waves.Output.Instrument);
        if (settings.Encoding != NodeEncoding.Level)
        {
            generator.Capability.RequireTone(
                settings.Encoding == NodeEncoding.Amplitude
                    ? settings.Carrier
                    : Quantities.Frequency.FromHertz(waves.Offset + waves.FarthestOf(settings)),
                settings.GeneratorRate.Hertz, generator.Name);
        }

        return new ShotNodes(
            settings, waves, new WaveformShot(generator, scope, waves.Output.Name, settings.GeneratorRate.Hertz));
    }

    // Nodes of inputs evenly spread, without feedback.
    private async ValueTask<ReservoirScale> FindScaleAsync(
        INodePlayer player, ulong seed, CancellationToken cancellationToken)
    {
        var random = RandomStream.For(seed, "reservoir/scale");
        double[] inputs = [.. Enumerable.Range(0, ScaleNodes).Select(_ => (2 * random.NextDouble()) - 1)];
        double middle = 0;
        if (player is ShotNodes shots && settings.State == NodeState.Phase)
        {
            middle = await shots.FindMiddleAsync(inputs, cancellationToken).ConfigureAwait(false);
            shots.MiddleRadians = middle;
        }

        // Twice: what comes again with the inputs is the drive's, what differs is noise.
        double[] states = await player.PlayAsync([], inputs, cancellationToken).ConfigureAwait(false);
        double[] again = await player.PlayAsync([], inputs, cancellationToken).ConfigureAwait(false);
        int width = player.StatesOfNode;
        if (!Enumerable.Range(0, width).Any(state => IsDriven(Of(states, state), Of(again, state))))
        {
            throw new RunException(
                $"{settings.Output} answers {states.Average():g4} to {ScaleNodes} different inputs at {settings.Input}, and does "
                    + "not tell them apart: they scatter by no more than when they are played again. Nothing that is driven "
                    + "reaches what is read. Look at the wiring and whether the outputs are on, or set a larger 'swing' or "
                    + "more 'shots'.");
        }

        double[] fedBack = Of(states, 0);
        double mean = fedBack.Average();
        double deviation = Math.Sqrt(fedBack.Average(state => (state - mean) * (state - mean)));
        return deviation > 0 || settings.FeedbackGain == 0
            ? new ReservoirScale(mean, deviation, middle)
            : throw new RunException(
                $"The first state of a node at {settings.Output} is always {mean:g4}, and cannot be fed back. Take another "
                    + "'state', or no 'feedback_gain'.");

        double[] Of(double[] all, int state) =>
            [.. Enumerable.Range(0, all.Length / width).Select(node => all[(node * width) + state])];
    }

    // The F test of the variance between nodes over that between two plays of them.
    private static bool IsDriven(double[] states, double[] again)
    {
        double[] means = [.. states.Zip(again, (one, other) => (one + other) / 2)];
        double mean = means.Average();
        double between = 2 * means.Sum(each => (each - mean) * (each - mean)) / (means.Length - 1);
        double within = states.Zip(again, (one, other) => (one - other) * (one - other) / 2).Average();
        return between > LeastVarianceRatio * within && double.IsFinite(between);
    }
}
