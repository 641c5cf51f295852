using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.SpectrumAnalysers;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.SpectrumAnalysers.KeysightN9020>]

namespace Lab.Instruments.Drivers.SpectrumAnalysers;

/// <summary>Keysight or Agilent X-Series signal analysers N9000, N9010, N9020, N9030 and N9040 in their mode of a swept spectrum
/// analyser.</summary>
public sealed class KeysightN9020 : ScpiSpectrumAnalyser, IShippedDriver
{
    /// <summary>Points whose frequency is this part of the span from the expected one belong to another axis.</summary>
    private const double LargestShift = 1e-3;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">How it measures after it was opened.</param>
    public KeysightN9020(InstrumentSession session, SpectrumSettings settings)
        : base(session, settings)
    {
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keysight-n9020",
        Kind = ISpectrumAnalyser.Kind,
        Summary = "Keysight or Agilent X-Series spectrum analyser N9000, N9010, N9020, N9030 or N9040",
        Settings = KeysOf(2, 20001),
        Models = ["N9000", "N9010", "N9020", "N9030", "N9040"],
        Beliefs =
        [
            Belief.SetAtOpening(":INST:SEL", "SA", "The mode", AnswerForm.Text, "mode (X-Series)"),
            Belief.Read(":CONF?", "The measurement", AnswerForm.Text, "measurement (X-Series)") with
            {
                Wanted = _ => "SAN", SetBy = _ => ":CONF:SAN:NDEF",
            },
            Belief.SetAtOpening(":INIT:CONT", "0", "Sweeps that go on by themselves", AnswerForm.Switch, "continuous (X-Series)")
                with { Usual = ["1"] },
            Belief.SetAtOpening(":UNIT:POW", "DBM", "The unit of the trace", AnswerForm.Text, "unit (X-Series)"),
            Belief.SetAtOpening(
                ":DISP:WIND:TRAC:Y:RLEV:OFFS", "0", "An offset of the level", AnswerForm.Number("dB", -327.6, 327.6),
                "level offset (X-Series)"),
            Belief.SetAtOpening(
                ":FREQ:OFFS", "0", "An offset of the frequency", AnswerForm.Number("Hz", -1e12, 1e12),
                "frequency offset (X-Series)"),
            Belief.SetAtOpening(":TRAC1:TYPE", "WRIT", "The type of the trace", AnswerForm.Text, "max hold, average (X-Series)"),
            Belief.SetAtOpening(":DET:TRAC1", "AVER", "The detector", AnswerForm.Text, "detector (X-Series)")
                with { Usual = ["NORM"] },
            Belief.SetAtOpening(":AVER:TYPE", "RMS", "The kind of averages", AnswerForm.Text, "kind of averages (X-Series)")
                with { Usual = ["LOG"] },
        ],
        Create = context => new KeysightN9020(context.Session(), SettingsOf(context)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string SweepQuery => ":INIT:IMM;*OPC?";

    /// <inheritdoc/>
    protected override string TraceQuery => ":CALC:DATA1?";

    /// <inheritdoc/>
    protected override string ReferenceHeader => ":DISP:WIND:TRAC:Y:RLEV";

    /// <summary>Single sweeps of the first trace in dBm as text, with the mean power of each point and no offsets, then the bench
    /// file's settings.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(":INST:SEL SA", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":CONF:SAN:NDEF", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":INIT:CONT 0", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":UNIT:POW DBM;:FORM ASC", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":DISP:WIND:TRAC:Y:RLEV:OFFS 0;:FREQ:OFFS 0", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":TRAC1:TYPE WRIT;:DET:TRAC1 AVER;:AVER:TYPE RMS", cancellationToken).ConfigureAwait(false);
        await base.InitializeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<Duration> LongestSweepAsync(CancellationToken cancellationToken) => Duration.FromSeconds(
        2 + (2 * await Session.QueryNumberAsync(":SWE:TIME?", cancellationToken).ConfigureAwait(false)));

    /// <inheritdoc/>
    protected override double[] ReadTrace(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string[] numbers = answer.Split(',');
        if (numbers.Length != 2 * Settings.Points)
        {
            throw OtherPoints(answer, numbers.Length / 2);
        }

        // Frequency and power in turn.
        double[] hertz = Settings.FrequenciesHertz();
        foreach (int point in (int[])[0, Settings.Points - 1])
        {
            double found = Session.ReadNumber(numbers[2 * point].Trim(), TraceQuery);
            if (Math.Abs(found - hertz[point]) > LargestShift * Settings.Span.Hertz)
            {
                throw Session.BadAnswer(
                    numbers[2 * point], TraceQuery,
                    $"the frequency of point {point + 1}, {Frequency.FromHertz(hertz[point])}; "
                        + "was the axis changed at the panel?");
            }
        }

        return [.. Enumerable.Range(0, Settings.Points).Select(i => Watts(numbers[(2 * i) + 1]))];
    }
}
