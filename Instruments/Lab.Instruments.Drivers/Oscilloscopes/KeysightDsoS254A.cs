using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Terminals;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Oscilloscopes.KeysightDsoS254A>]

namespace Lab.Instruments.Drivers.Oscilloscopes;

/// <summary>Keysight Infiniium oscilloscopes: the S series, the 9000 and the 90000 series (programmer's guide).</summary>
/// <remarks>Their commands are not those of the InfiniiVision: the input is one word, averages are a switch, the trigger's level
/// has its source as a parameter, and what has happened is read from registers that reading clears (<c>:AER?</c>,
/// <c>:ADER?</c>).</remarks>
public sealed class KeysightDsoS254A : KeysightOscilloscope, IShippedDriver
{
    private const string MemoryKey = "memory";
    private const int LeastPreamble = 10;
    private const int Words = 2;

    private readonly long memory;
    private bool isDone;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">How it records after it was opened.</param>
    /// <param name="memory">The most samples of one input.</param>
    public KeysightDsoS254A(InstrumentSession session, OscilloscopeSettings settings, long memory)
        : base(session, settings) => this.memory = memory;

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keysight-dso-s-254a",
        Kind = IOscilloscope.Kind,
        Summary = "Keysight Infiniium S, 9000 or 90000 series oscilloscope",
        Settings =
        [
            .. CommonSettings,
            SettingKey.Number(MemoryKey, 50_000_000, 1e5, 2e9, "Samples of the longest record of one input."),
        ],
        Manners = new InstrumentManners { ErrorQuery = ":SYST:ERR? STR" },
        Models = ["DSOS", "MSOS", "DSO9", "DSA9", "MSO9", "DSOX9", "DSAX9", "MSOX9"],
        Beliefs =
        [
            Belief.SetAtOpening(":SYST:HEAD", "0", "Headers before answers", AnswerForm.Switch, ":SYST:HEAD 0"),
            Belief.Read(
                ":ACQ:MODE?", "The kind of record",
                AnswerForm.Word("ETIMe", "RTIMe", "PDETect", "HRESolution", "SEGMented", "SEGPdetect", "SEGHres"), ":ACQ:MODE x"),
            Belief.SetAtOpening(":ACQ:INT", "0", "Samples between the samples", AnswerForm.Switch, ":ACQ:INT 0")
                with { Usual = ["1"] },
            Belief.SetAtOpening(
                ":WAV:FORM", "WORD", "The form of data",
                AnswerForm.Word("ASCii", "BYTE", "WORD", "BINary", "FLOat"), ":WAV:FORM WORD") with { Usual = ["BYTE"] },
            Belief.SetAtOpening(
                ":WAV:BYT", "LSBF", "The order of bytes", AnswerForm.Word("LSBFirst", "MSBFirst"), ":WAV:BYT LSBF")
                with { Usual = ["MSBF"] },
            Belief.SetAtOpening(":WAV:STR", "0", "Blocks without a length", AnswerForm.Switch, ":WAV:STR 0"),
            Belief.SetAtOpening(":TRIG:MODE", "EDGE", "The kind of trigger", AnswerForm.Text, ":TRIG:MODE EDGE"),
            Belief.SetAtOpening(
                ":TRIG:SWE", "TRIG", "Records without a trigger", AnswerForm.Word("AUTO", "TRIGgered", "SINGle"),
                ":TRIG:SWE TRIG") with { Usual = ["AUTO"] },
        ],
        Create = context => new KeysightDsoS254A(
            context.Session(), SettingsOf(context.Settings), (long)context.Settings.Get<double>(MemoryKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string Model => "Infiniium";

    /// <inheritdoc/>
    protected override long Memory => memory;

    /// <inheritdoc/>
    public override ValueTask DisarmAsync(CancellationToken cancellationToken) => Session.SendAsync(":STOP", cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(":SYST:HEAD 0", cancellationToken).ConfigureAwait(false);
        await base.InitializeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask SendSettingsAsync(OscilloscopeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        await DisarmAsync(cancellationToken).ConfigureAwait(false);
        await SendInputsAsync(Description.Terminals, settings, cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            $":ACQ:MODE {(settings.Segments > 1 ? "SEGM" : "RTIM")}", cancellationToken).ConfigureAwait(false);
        if (settings.Segments > 1)
        {
            await Session.SendAsync($":ACQ:SEGM:COUN {settings.Segments}", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync(":WAV:SEGM:ALL 0", cancellationToken).ConfigureAwait(false);
        }

        await Session.SendAsync($":ACQ:AVER {(settings.Averages > 1 ? 1 : 0)}", cancellationToken).ConfigureAwait(false);
        if (settings.Averages > 1)
        {
            await Session.SendAsync($":ACQ:COUN {settings.Averages}", cancellationToken).ConfigureAwait(false);
        }

        await Session.SendAsync(":ACQ:INT 0", cancellationToken).ConfigureAwait(false);
        await SendTimesAsync(settings, cancellationToken).ConfigureAwait(false);
        await SendAsync(settings.Trigger, cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":WAV:FORM WORD", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":WAV:BYT LSBF", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":WAV:STR 0", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Where its memory shortened the record, the rate that would fill the time with it.</remarks>
    protected override async ValueTask<double> GetRateAsync(CancellationToken cancellationToken)
    {
        double rate = await Session.QueryNumberAsync(":ACQ:SRAT:ANAL?", cancellationToken).ConfigureAwait(false);
        double points = await Session.QueryNumberAsync(":ACQ:POIN:ANAL?", cancellationToken).ConfigureAwait(false);
        return Math.Min(rate, points / Settings.Duration.Seconds);
    }

    /// <inheritdoc/>
    /// <remarks>The register of earlier records is read, which clears it.</remarks>
    protected override async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        await Session.QueryNumberAsync(":ADER?", cancellationToken).ConfigureAwait(false);
        isDone = false;
        await Session.SendAsync(":SING", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> IsRunningAsync(CancellationToken cancellationToken)
    {
        isDone = isDone || await Session.QueryNumberAsync(":ADER?", cancellationToken).ConfigureAwait(false) != 0;
        return !isDone;
    }

    /// <inheritdoc/>
    protected override async ValueTask SendCouplingAsync(
        string input, OscilloscopeChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        await Session.SendAsync($"{input}:INP {(channel.IsMatched ? "DC50" : "DC")}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:PROB 1,RAT", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Date, model and more follow, which differ from series to series.</remarks>
    protected override double[] ReadPreamble(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string[] fields = answer.Split(',');
        if (fields.Length < LeastPreamble)
        {
            throw Session.BadAnswer(answer, ":WAV:PRE?", "ten numbers or more");
        }

        double[] numbers = [.. fields.Take(LeastPreamble).Select(field => Session.ReadNumber(field.Trim(), ":WAV:PRE?"))];
        return numbers[0] == Words && numbers[2] >= 1 && numbers[4] > 0 && numbers[7] > 0
            ? numbers
            : throw Session.BadAnswer(answer, ":WAV:PRE?", "a preamble of words with steps above zero");
    }

    // As many samples are taken as the window holds at the rate.
    private async ValueTask SendTimesAsync(OscilloscopeSettings settings, CancellationToken cancellationToken)
    {
        double middle = settings.Start.Seconds + (settings.Duration.Seconds / 2);
        await Session.SendAsync(":TIM:ROLL:ENABLE 0", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":TIM:REF CENT", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":TIM:RANG {Text(settings.Duration.Seconds)}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":TIM:POS {Text(middle)}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":ACQ:POIN:AUTO 1", cancellationToken).ConfigureAwait(false);
        await SetRateAsync(":ACQ:SRAT:ANAL", settings.LeastRate, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(OscilloscopeTrigger trigger, CancellationToken cancellationToken)
    {
        string source = trigger.Source == OscilloscopeTrigger.External ? "AUX" : $"CHAN{trigger.Source}";
        await Session.SendAsync(":TRIG:MODE EDGE", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":TRIG:EDGE:SOUR {source}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            $":TRIG:EDGE:SLOP {(trigger.IsFalling ? "NEG" : "POS")}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":TRIG:LEV {source},{Text(trigger.Level.Volts)}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":TRIG:SWE TRIG", cancellationToken).ConfigureAwait(false);
    }
}
