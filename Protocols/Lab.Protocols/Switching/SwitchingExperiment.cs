using Lab.Instruments.PulseGenerators;
using Lab.Instruments.SourceMeters;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Switching;

/// <summary>The plan of <see cref="SwitchingProtocol"/>: each point is one trial. Round after round goes through all widths and
/// amplitudes, so that a drift meets all of them alike.</summary>
internal sealed class SwitchingExperiment(SwitchingSettings settings) : IExperiment
{
    internal static readonly Column TrialColumn = new("trial", "", "Number of the round, from 0.") { IsAxis = true };
    internal static readonly Column WidthColumn = new("width", "s", "Width of the pulse that was set.") { IsAxis = true };
    internal static readonly Column AmplitudeColumn = new(
        "amplitude", "V", "Amplitude of the pulse into 50 Ω that was set.")
    { IsAxis = true };
    internal static readonly Column GivenColumn = new(
        "given_amplitude", "V", "Amplitude that the generator read back: some have coarse steps.");
    internal static readonly Column BeforeColumn = new("resistance_before", "Ω", "Resistance after the reset.");
    internal static readonly Column AfterColumn = new("resistance_after", "Ω", "Resistance after the pulse.");

    public IReadOnlyList<Column> Columns { get; } =
        [TrialColumn, WidthColumn, AmplitudeColumn, GivenColumn, BeforeColumn, AfterColumn];

    /// <summary>A reset goes before each pulse.</summary>
    public bool IsByShot => true;

    public int PointCount => settings.Trials * RoundLength;

    private int RoundLength => settings.Widths.Count * settings.Amplitudes.Count;

    public string Describe(int point)
    {
        (int trial, Duration width, Voltage amplitude) = PointAt(point);
        return $"trial {trial + 1}, {width} at {amplitude}";
    }

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        IPulseGenerator pulser = context.Bench.Get<IPulseGenerator>(SwitchingProtocol.PulserRole);
        ISourceMeter meter = context.Bench.Get<ISourceMeter>(SwitchingProtocol.MeterRole);
        await pulser.HoldAsync(cancellationToken).ConfigureAwait(false);
        await pulser.SetAmplitudeAsync(settings.ResetAmplitude, cancellationToken).ConfigureAwait(false);
        await pulser.SetWidthAsync(settings.ResetWidth, cancellationToken).ConfigureAwait(false);
        await meter.SetCurrentAsync(settings.SenseCurrent, cancellationToken).ConfigureAwait(false);
        await meter.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
        await pulser.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
        return new SwitchingMeasurement(settings, PointAt, pulser, meter);
    }

    public Analysis Analyse(IRunData data) => new SwitchingAnalysis(data, settings).Conclude();

    public IExperiment? FindCompletePart(int points) =>
        points / RoundLength is var rounds and > 0 ? new SwitchingExperiment(settings with { Trials = rounds }) : null;

    private (int Trial, Duration Width, Voltage Amplitude) PointAt(int point)
    {
        int inRound = point % RoundLength;
        return (
            point / RoundLength, settings.Widths[inRound / settings.Amplitudes.Count],
            settings.Amplitudes[inRound % settings.Amplitudes.Count]);
    }
}
