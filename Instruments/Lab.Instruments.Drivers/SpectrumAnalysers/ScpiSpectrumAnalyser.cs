using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.SpectrumAnalysers;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.SpectrumAnalysers;

/// <summary>The part that drivers of spectrum analysers have in common: frequencies, bandwidth, points and a single
/// sweep.</summary>
public abstract class ScpiSpectrumAnalyser : ScpiInstrument, ISpectrumAnalyser
{
    private const string CentreKey = "centre";
    private const string SpanKey = "span";
    private const string BandwidthKey = "bandwidth";
    private const string PointsKey = "points";
    private const string ReferenceKey = "reference_level";

    private readonly SpectrumSettings initial;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">How it measures after it was opened.</param>
    protected ScpiSpectrumAnalyser(InstrumentSession session, SpectrumSettings settings)
        : base(session) => Settings = initial = settings;

    /// <inheritdoc/>
    public SpectrumSettings Settings { get; private set; }

    /// <summary>Starts one sweep and answers when it has ended.</summary>
    protected abstract string SweepQuery { get; }

    /// <summary>Asks for the trace of the last sweep.</summary>
    protected abstract string TraceQuery { get; }

    /// <summary>The header of the reference level.</summary>
    protected abstract string ReferenceHeader { get; }

    /// <inheritdoc/>
    public async ValueTask ConfigureAsync(SpectrumSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        await Session.SendAsync(
            $":FREQ:CENT {Text(settings.Centre.Hertz)};:FREQ:SPAN {Text(settings.Span.Hertz)}", cancellationToken)
            .ConfigureAwait(false);
        await Session.SendAsync($":BAND {Text(settings.Bandwidth.Hertz)}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":SWE:POIN {settings.Points}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            $"{ReferenceHeader} {settings.ReferenceLevel.Dbm.ToString("0.##", CultureInfo.InvariantCulture)}",
            cancellationToken).ConfigureAwait(false);
        Settings = settings;
    }

    /// <inheritdoc/>
    public async ValueTask<Spectrum> MeasureAsync(CancellationToken cancellationToken = default)
    {
        Duration longest = await LongestSweepAsync(cancellationToken).ConfigureAwait(false);
        await Session.QueryAsync(SweepQuery, longest, answer => answer, cancellationToken).ConfigureAwait(false);
        double[] powers = await Session.QueryAsync(TraceQuery, ReadTrace, cancellationToken).ConfigureAwait(false);
        return new Spectrum(Settings.FrequenciesHertz(), powers);
    }

    /// <summary>Does nothing: an analyser only measures.</summary>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>The keys of the bench file.</summary>
    /// <param name="leastPoints">The least points of a trace.</param>
    /// <param name="mostPoints">The most.</param>
    protected static IReadOnlyList<SettingKey> KeysOf(int leastPoints, int mostPoints) =>
    [
        SettingKey.Positive<Frequency>(CentreKey, Frequency.FromHertz(1e9), "Frequency in the middle of the trace."),
        SettingKey.Positive<Frequency>(SpanKey, Frequency.FromHertz(100e6), "Width of the trace."),
        SettingKey.Positive<Frequency>(BandwidthKey, Frequency.FromHertz(1e6), "Resolution bandwidth."),
        SettingKey.Number(PointsKey, 1001, leastPoints, mostPoints, "Points of a trace."),
        SettingKey.Positive<Power>(
            ReferenceKey, Power.FromDbm(0), "Largest power that the analyser is set up for; its attenuator follows."),
    ];

    /// <summary>The settings that the bench file asks for.</summary>
    /// <param name="context">The driver's surroundings.</param>
    protected static SpectrumSettings SettingsOf(DriverContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new SpectrumSettings(
            context.Settings.Get<Frequency>(CentreKey),
            context.Settings.Get<Frequency>(SpanKey),
            context.Settings.Get<Frequency>(BandwidthKey),
            (int)context.Settings.Get<double>(PointsKey),
            context.Settings.Get<Power>(ReferenceKey));
    }

    /// <summary>The bench file's settings; called after what the driver itself wants.</summary>
    /// <inheritdoc/>
    protected override ValueTask InitializeAsync(CancellationToken cancellationToken) =>
        ConfigureAsync(initial, cancellationToken);

    /// <summary>The longest time that a sweep may take.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<Duration> LongestSweepAsync(CancellationToken cancellationToken);

    /// <summary>The powers of a trace, W.</summary>
    /// <param name="answer">What the analyser answered.</param>
    protected abstract double[] ReadTrace(string answer);

    /// <summary>The power that an analyser wrote in dBm.</summary>
    /// <param name="dbm">What it wrote.</param>
    protected double Watts(string dbm)
    {
        ArgumentNullException.ThrowIfNull(dbm);
        return Power.FromDbm(Session.ReadNumber(dbm.Trim(), TraceQuery)).Watts;
    }

    /// <summary>The error of a trace with other points than were asked for.</summary>
    /// <param name="answer">What the analyser answered.</param>
    /// <param name="points">How many points it has.</param>
    protected InstrumentException OtherPoints(string answer, int points) =>
        Session.BadAnswer(answer, TraceQuery, $"a trace of {Settings.Points} points; it has {points}");

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
