using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.SpectrumAnalysers;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.SpectrumAnalysers.RohdeSchwarzFsv>]

namespace Lab.Instruments.Drivers.SpectrumAnalysers;

/// <summary>Rohde &amp; Schwarz FSV, FSVA, FSVR and FSW signal and spectrum analysers, as spectrum analysers (FSV operating
/// manual, remote control commands).</summary>
public sealed class RohdeSchwarzFsv : ScpiInstrument, ISpectrumAnalyser, IShippedDriver
{
    private const string CentreKey = "centre";
    private const string SpanKey = "span";
    private const string BandwidthKey = "bandwidth";
    private const string PointsKey = "points";
    private const string ReferenceKey = "reference_level";

    private const string Trace = ":TRAC? TRACE1";
    private const string Sweep = ":INIT;*OPC?";

    /// <summary>Sweeps of RMS detectors take this times span over squared bandwidth (FSV data sheet: sweep time, RBW).</summary>
    private const double SweepFactor = 3;

    private readonly SpectrumSettings initial;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">How it measures after it was opened.</param>
    public RohdeSchwarzFsv(InstrumentSession session, SpectrumSettings settings)
        : base(session) => Settings = initial = settings;

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "rohde-schwarz-fsv",
        Kind = ISpectrumAnalyser.Kind,
        Summary = "Rohde & Schwarz FSV, FSVA, FSVR or FSW spectrum analyser",
        Settings =
        [
            SettingKey.Positive<Frequency>(CentreKey, Frequency.FromHertz(1e9), "Frequency in the middle of the trace."),
            SettingKey.Positive<Frequency>(SpanKey, Frequency.FromHertz(100e6), "Width of the trace."),
            SettingKey.Positive<Frequency>(BandwidthKey, Frequency.FromHertz(1e6), "Resolution bandwidth."),
            SettingKey.Number(PointsKey, 1001, 101, 32001, "Points of a trace."),
            SettingKey.Positive<Power>(
                ReferenceKey, Power.FromDbm(0), "Largest power that the analyser is set up for; its attenuator follows."),
        ],
        Models = ["FSV", "FSW"],
        Beliefs =
        [
            Belief.SetAtOpening(":INIT:CONT", "0", "Sweeps that go on by themselves", AnswerForm.Switch, ":INIT:CONT")
                with { Usual = ["1"] },
            Belief.SetAtOpening(":UNIT:POW", "DBM", "The unit of the trace", AnswerForm.Text, ":UNIT:POW DBM"),
            Belief.SetAtOpening(
                ":DISP:TRAC:Y:RLEV:OFFS", "0", "An offset of the level", AnswerForm.Number("dB", -200, 200),
                ":DISP:TRAC:Y:RLEV:OFFS 0"),
            Belief.SetAtOpening(
                ":FREQ:OFFS", "0", "An offset of the frequency", AnswerForm.Number("Hz", -1e12, 1e12), ":FREQ:OFFS 0"),
        ],
        Create = context => new RohdeSchwarzFsv(context.Session(), new SpectrumSettings(
            context.Settings.Get<Frequency>(CentreKey),
            context.Settings.Get<Frequency>(SpanKey),
            context.Settings.Get<Frequency>(BandwidthKey),
            (int)context.Settings.Get<double>(PointsKey),
            context.Settings.Get<Power>(ReferenceKey))),
    };

    /// <inheritdoc/>
    public SpectrumSettings Settings { get; private set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

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
            $":DISP:TRAC:Y:RLEV {settings.ReferenceLevel.Dbm.ToString("0.##", CultureInfo.InvariantCulture)}",
            cancellationToken).ConfigureAwait(false);
        Settings = settings;
    }

    /// <inheritdoc/>
    public async ValueTask<Spectrum> MeasureAsync(CancellationToken cancellationToken = default)
    {
        double hertz = Settings.Bandwidth.Hertz;
        await Session.QueryAsync(
            Sweep,
            Duration.FromSeconds(1 + (2 * SweepFactor * Settings.Span.Hertz / (hertz * hertz))),
            answer => answer,
            cancellationToken).ConfigureAwait(false);
        double[] powers = await Session.QueryAsync(Trace, ReadTrace, cancellationToken).ConfigureAwait(false);
        return new Spectrum(Settings.FrequenciesHertz(), powers);
    }

    /// <summary>Does nothing: an analyser only measures.</summary>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Single sweeps of the first trace in dBm as text, with the mean power of each point and no offsets, then the bench
    /// file's settings.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(":INIT:CONT OFF", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":UNIT:POW DBM;:FORM ASC", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":DISP:TRAC:Y:RLEV:OFFS 0;:FREQ:OFFS 0", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":DISP:TRAC:MODE WRIT;:DET RMS", cancellationToken).ConfigureAwait(false);
        await ConfigureAsync(initial, cancellationToken).ConfigureAwait(false);
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private double[] ReadTrace(string answer)
    {
        string[] points = answer.Split(',');
        return points.Length == Settings.Points
            ? [.. points.Select(point => Power.FromDbm(Session.ReadNumber(point.Trim(), Trace)).Watts)]
            : throw Session.BadAnswer(answer, Trace, $"a trace of {Settings.Points} points; it has {points.Length}");
    }
}
