using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.SpectrumAnalysers;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.SpectrumAnalysers.RohdeSchwarzFsv>]

namespace Lab.Instruments.Drivers.SpectrumAnalysers;

/// <summary>Rohde &amp; Schwarz FSV, FSVA, FSVR and FSW signal and spectrum analysers, as spectrum analysers.</summary>
public sealed class RohdeSchwarzFsv : ScpiSpectrumAnalyser, IShippedDriver
{
    /// <summary>Sweeps of RMS detectors take this times span over squared bandwidth [assumption].</summary>
    private const double SweepFactor = 3;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">How it measures after it was opened.</param>
    public RohdeSchwarzFsv(InstrumentSession session, SpectrumSettings settings)
        : base(session, settings)
    {
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "rohde-schwarz-fsv",
        Kind = ISpectrumAnalyser.Kind,
        Summary = "Rohde & Schwarz FSV, FSVA, FSVR or FSW spectrum analyser",
        Settings = KeysOf(101, 32001),
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
        Create = context => new RohdeSchwarzFsv(context.Session(), SettingsOf(context)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string SweepQuery => ":INIT;*OPC?";

    /// <inheritdoc/>
    protected override string TraceQuery => ":TRAC? TRACE1";

    /// <inheritdoc/>
    protected override string ReferenceHeader => ":DISP:TRAC:Y:RLEV";

    /// <summary>Single sweeps of the first trace in dBm as text, with the mean power of each point and no offsets, then the bench
    /// file's settings.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(":INIT:CONT OFF", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":UNIT:POW DBM;:FORM ASC", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":DISP:TRAC:Y:RLEV:OFFS 0;:FREQ:OFFS 0", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":DISP:TRAC:MODE WRIT;:DET RMS", cancellationToken).ConfigureAwait(false);
        await base.InitializeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask<Duration> LongestSweepAsync(CancellationToken cancellationToken)
    {
        double hertz = Settings.Bandwidth.Hertz;
        return new(Duration.FromSeconds(1 + (2 * SweepFactor * Settings.Span.Hertz / (hertz * hertz))));
    }

    /// <inheritdoc/>
    protected override double[] ReadTrace(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string[] points = answer.Split(',');
        return points.Length == Settings.Points ? [.. points.Select(Watts)] : throw OtherPoints(answer, points.Length);
    }
}
