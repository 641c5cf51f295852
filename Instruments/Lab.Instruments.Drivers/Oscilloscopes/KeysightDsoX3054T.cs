using System.Globalization;
using System.Runtime.CompilerServices;
using Lab.Benches;
using Lab.Instruments.Blocks;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Terminals;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Oscilloscopes.KeysightDsoX3054T>]

namespace Lab.Instruments.Drivers.Oscilloscopes;

/// <summary>Keysight InfiniiVision DSO-X and MSO-X oscilloscopes of the 3000 and 4000 series (programmer's guide).</summary>
public sealed class KeysightDsoX3054T : ScpiOscilloscope, IShippedDriver
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
        foreach (string input in Description.Terminals.Select(terminal => terminal.Name))
        {
            OscilloscopeChannel? channel = settings.Channels.FirstOrDefault(each => each.Terminal == input);
            await Session.SendAsync($":CHAN{input}:DISP {(channel is null ? 0 : 1)}", cancellationToken).ConfigureAwait(false);
            if (channel is not null)
            {
                await SendAsync(channel, cancellationToken).ConfigureAwait(false);
            }
        }

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
    /// <remarks>The register is cleared as it is read; a trigger that has come already has ended the run.</remarks>
    protected override async ValueTask<bool> IsArmedAsync(CancellationToken cancellationToken) =>
        await Session.QueryNumberAsync(":AER?", cancellationToken).ConfigureAwait(false) != 0
        || !await IsRunningAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async ValueTask<bool> IsRunningAsync(CancellationToken cancellationToken) =>
        ((int)await Session.QueryNumberAsync(":OPER:COND?", cancellationToken).ConfigureAwait(false) & Running) != 0;

    /// <inheritdoc/>
    protected override async ValueTask AverageAsync(CancellationToken cancellationToken)
    {
        string sources = string.Join(',', Settings.Channels.Select(channel => $"CHAN{channel.Terminal}"));
        try
        {
            await Session.QueryAsync(
                $":DIG {sources};*OPC?", Settings.Patience, answer => answer, cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException silence) when (silence.Fault == InstrumentFault.Timeout)
        {
            await DisarmAsync(cancellationToken).ConfigureAwait(false);
            throw NoTrigger();
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<OscilloscopeTrace> ReadAsync(
        OscilloscopeChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        await Session.SendAsync($":WAV:SOUR CHAN{channel.Terminal}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            $":WAV:POIN:MODE {(Settings.Averages > 1 ? "MAX" : "RAW")}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":WAV:POIN {memory}", cancellationToken).ConfigureAwait(false);
        double[] preamble = await Session.QueryAsync(":WAV:PRE?", ReadPreamble, cancellationToken).ConfigureAwait(false);
        int points = (int)preamble[2];
        if (points < 1)
        {
            throw NoTrigger();
        }

        short[] codes = BlockMemory.New<short>(points * Settings.Segments);
        var seconds = new double[Settings.Segments];
        for (int segment = 0; segment < Settings.Segments; segment++)
        {
            if (Settings.Segments > 1)
            {
                await Session.SendAsync($":ACQ:SEGM:IND {segment + 1}", cancellationToken).ConfigureAwait(false);
                seconds[segment] = await Session.QueryNumberAsync(":WAV:SEGM:TTAG?", cancellationToken).ConfigureAwait(false);
            }

            int read = await Session.QuerySamplesAsync(
                ":WAV:DATA?", ByteOrder.LittleEndian, codes.AsMemory(segment * points, points),
                new BlockLimit(points * Unsafe.SizeOf<short>()), cancellationToken).ConfigureAwait(false);
            if (read != points)
            {
                throw Session.BadAnswer($"{read} samples", ":WAV:DATA?", $"the {points} samples of the preamble");
            }
        }

        double step = preamble[7];
        double offset = preamble[8] - (preamble[9] * step);
        return new OscilloscopeTrace(
            new Terminal(Name, channel.Terminal), preamble[5] - (preamble[6] * preamble[4]), 1 / preamble[4], codes, offset, step,
            Settings.Segments)
        {
            SegmentSeconds = seconds,
            IsOverRange = IsOverRange(codes, offset, step, channel),
        };
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private async ValueTask SendAsync(OscilloscopeChannel channel, CancellationToken cancellationToken)
    {
        string input = $":CHAN{channel.Terminal}";
        await Session.SendAsync($"{input}:IMP {(channel.IsMatched ? "FIFT" : "ONEM")}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:COUP DC", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:PROB 1", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:INV 0", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:BWL 0", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:RANG {Text(channel.Range.Volts)}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:OFFS {Text(channel.Offset.Volts)}", cancellationToken).ConfigureAwait(false);
    }

    // Format, type, points, count, x increment, x origin, x reference, y increment, y origin, y reference.
    private double[] ReadPreamble(string answer)
    {
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
