using Lab.Benches;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Terminals;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Oscilloscopes.KeysightDsoX3054T>]

namespace Lab.Instruments.Drivers.Oscilloscopes;

/// <summary>Keysight InfiniiVision DSO-X and MSO-X oscilloscopes of the 3000 and 4000 series (programmer's guide).</summary>
public sealed class KeysightDsoX3054T : KeysightOscilloscope, IShippedDriver
{
    private const string MemoryKey = "memory";

    /// <summary>The bit of the operation status that says that it runs.</summary>
    private const int Running = 8;

    private readonly long memory;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">How it records after it was opened.</param>
    /// <param name="memory">The most samples of one input.</param>
    public KeysightDsoX3054T(InstrumentSession session, OscilloscopeSettings settings, long memory)
        : base(session, settings) => this.memory = memory;

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keysight-dso-x-3054t",
        Kind = IOscilloscope.Kind,
        Summary = "Keysight InfiniiVision DSO-X or MSO-X 3000 or 4000 oscilloscope",
        Settings =
        [
            .. CommonSettings,
            SettingKey.Number(
                MemoryKey, 4_000_000, 1e5, 8e6, "Samples of memory of one input, which two inputs of a pair share."),
        ],
        Models = ["DSO-X 3", "MSO-X 3", "DSO-X 4", "MSO-X 4"],
        Beliefs =
        [
            Belief.Read(":ACQ:TYPE?", "The kind of record", AnswerForm.Word("NORMal", "AVERage", "HRESolution", "PEAK"),
                ":ACQ:TYPE x"),
            Belief.SetAtOpening(
                ":WAV:FORM", "WORD", "The form of data", AnswerForm.Word("BYTE", "WORD", "ASCii"), ":WAV:FORM WORD")
                with { Usual = ["BYTE"] },
            Belief.SetAtOpening(
                ":WAV:BYT", "LSBF", "The order of bytes", AnswerForm.Word("LSBFirst", "MSBFirst"), ":WAV:BYT LSBF")
                with { Usual = ["MSBF"] },
            Belief.SetAtOpening(":WAV:UNS", "0", "Codes without sign", AnswerForm.Switch, ":WAV:UNS 0") with { Usual = ["1"] },
            Belief.SetAtOpening(":TIM:MODE", "MAIN", "The time base", AnswerForm.Word("MAIN", "WINDow", "XY", "ROLL"),
                ":TIM:MODE MAIN"),
            Belief.SetAtOpening(":TRIG:MODE", "EDGE", "The kind of trigger", AnswerForm.Text, ":TRIG:MODE EDGE"),
            Belief.SetAtOpening(":TRIG:SWE", "NORM", "Records without a trigger", AnswerForm.Word("AUTO", "NORMal"),
                ":TRIG:SWE NORM") with { Usual = ["AUTO"] },
        ],
        Create = context => new KeysightDsoX3054T(
            context.Session(), SettingsOf(context.Settings), (long)context.Settings.Get<double>(MemoryKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string Model => "InfiniiVision";

    /// <inheritdoc/>
    protected override long Memory => memory;

    /// <inheritdoc/>
    public override ValueTask DisarmAsync(CancellationToken cancellationToken) => Session.SendAsync(":STOP", cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask SendSettingsAsync(OscilloscopeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        await Session.SendAsync(":STOP", cancellationToken).ConfigureAwait(false);
        await SendInputsAsync(Description.Terminals, settings, cancellationToken).ConfigureAwait(false);
        double middle = settings.Start.Seconds + (settings.Duration.Seconds / 2);
        await Session.SendAsync(":TIM:MODE MAIN", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":TIM:REF CENT", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":TIM:RANG {Text(settings.Duration.Seconds)}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":TIM:POS {Text(middle)}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            $":ACQ:MODE {(settings.Segments > 1 ? "SEGM" : "RTIM")}", cancellationToken).ConfigureAwait(false);
        if (settings.Segments > 1)
        {
            await Session.SendAsync($":ACQ:SEGM:COUN {settings.Segments}", cancellationToken).ConfigureAwait(false);
        }

        await Session.SendAsync(
            $":ACQ:TYPE {(settings.Averages > 1 ? "AVER" : "NORM")}", cancellationToken).ConfigureAwait(false);
        if (settings.Averages > 1)
        {
            await Session.SendAsync($":ACQ:COUN {settings.Averages}", cancellationToken).ConfigureAwait(false);
        }

        OscilloscopeTrigger trigger = settings.Trigger;
        string source = trigger.Source == OscilloscopeTrigger.External ? "EXT" : $"CHAN{trigger.Source}";
        await Session.SendAsync(":TRIG:MODE EDGE", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":TRIG:EDGE:SOUR {source}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":TRIG:EDGE:LEV {Text(trigger.Level.Volts)}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            $":TRIG:EDGE:SLOP {(trigger.IsFalling ? "NEG" : "POS")}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":TRIG:SWE NORM", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":WAV:FORM WORD", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":WAV:BYT LSBF", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":WAV:UNS 0", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override ValueTask<double> GetRateAsync(CancellationToken cancellationToken) =>
        Session.QueryNumberAsync(":ACQ:SRAT?", cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask StartAsync(CancellationToken cancellationToken) => Session.SendAsync(":SING", cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask<bool> IsRunningAsync(CancellationToken cancellationToken) =>
        ((int)await Session.QueryNumberAsync(":OPER:COND?", cancellationToken).ConfigureAwait(false) & Running) != 0;

    /// <inheritdoc/>
    protected override async ValueTask SendCouplingAsync(
        string input, OscilloscopeChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        await Session.SendAsync($"{input}:IMP {(channel.IsMatched ? "FIFT" : "ONEM")}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:COUP DC", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:PROB 1", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask SendReadingAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(
            $":WAV:POIN:MODE {(Settings.Averages > 1 ? "MAX" : "RAW")}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":WAV:POIN {memory}", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override double[] ReadPreamble(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string[] fields = answer.Split(',');
        if (fields.Length != 10)
        {
            throw Session.BadAnswer(answer, ":WAV:PRE?", "ten numbers");
        }

        double[] numbers = [.. fields.Select(field => Session.ReadNumber(field.Trim(), ":WAV:PRE?"))];
        return numbers[0] == 1 && numbers[4] > 0 && numbers[7] > 0
            ? numbers
            : throw Session.BadAnswer(answer, ":WAV:PRE?", "a preamble of words with steps above zero");
    }
}
