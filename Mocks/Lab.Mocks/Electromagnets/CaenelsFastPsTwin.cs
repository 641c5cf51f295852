using System.Globalization;
using System.Text;
using Lab.Instruments.Clocks;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Electromagnets.CaenelsFastPsTwin>]

namespace Lab.Mocks.Electromagnets;

/// <summary>Twin of a CAENels FAST-PS 1020-200 (±10 A, ±20 V) on the coils of the magnet.</summary>
/// <remarks>
/// <para>The commands and the numbers of refusals are those of public drivers. <c>MWI</c> jumps, <c>MWIR</c> goes at the rate of
/// <c>MSRI</c>. A supply that is off refuses set-points. It begins at zero when it is switched on [assumption].</para>
/// <para>Constant voltage is kept as a mode, and refuses currents; voltages, waveforms and faults are not there.</para>
/// </remarks>
public sealed class CaenelsFastPsTwin : ScpiTwin, IShippedTwin
{
    private const double LargestAmperes = 10;
    private const double LargestVolts = 20;
    private const int RampingBit = 12;

    private const int BeyondModel = 10;
    private const int IsOff = 13;
    private const int AlreadyOn = 9;
    private const int OtherLoop = 20;
    private const int SameLoop = 19;

    private RampedCurrent ramp = RampedCurrent.Constant(default);
    private bool output;
    private char loop = 'I';
    private double rate = 1;

    /// <summary>Creates the twin.</summary>
    public CaenelsFastPsTwin(TwinContext context)
        : base(context, "CAENels", hasScpiTree: false)
    {
        foreach (string other in (string[])["*IDN", "*ESE", "*ESR", "*SRE", "*STB", "*TST", "*OPT", "*OPC", "*WAI"])
        {
            Commands.Remove(other);
        }

        Commands.Query("VER", _ => "#VER:FAST-PS 1020-200:1.3.2");
        Commands.Command("MON", _ => Switch(on: true));
        Commands.Command("MOFF", _ => Switch(on: false));
        Commands.Command("MWI", arguments => Go(arguments, jumps: true));
        Commands.Command("MWIR", arguments => Go(arguments, jumps: false));
        Commands.Command("MSRI", arguments => rate = arguments.Number(string.Empty, 2e-4, 1e4));
        Commands.Command("MRESET", _ => { });
        Commands.Command("LOOP", arguments =>
        {
            char wanted = arguments.Word("I", "V")[0];
            loop = wanted != loop ? wanted : throw Error(SameLoop);
        });
        Answer("MWI", () => Text(ramp.To.Amperes));
        Answer("MSRI", () => Text(rate));
        Answer("MRI", () => Text(Stage.Sense(Name, Sensed.Current)));
        Answer("MRV", () => Text(Stage.Sense(Name, Sensed.Voltage)));
        Answer("LOOP", () => $"{loop}");
        Answer("MST", () => $"{(output ? 1 : 0) | (IsRamping ? 1 << RampingBit : 0):X8}");
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "caenels-fast-ps",
        Rough = Manners,
        Create = context => new CaenelsFastPsTwin(context),
    };

    // CR LF after answers (EPICS-CaenelsFastPS).
    private static RoughManners Manners => new()
    {
        Terminator = "\r\n",
        Latency = Duration.FromMilliseconds(2), // [assumption]
        EarlierUser = ["MSRI:5", "LOOP:V", "NONSENSE"],
    };

    private bool IsRamping => output && Clock.Now().Seconds < ramp.EndSeconds;

    /// <inheritdoc/>
    protected override void Reset()
    {
        (output, loop, rate) = (false, 'I', 1);
        ramp = RampedCurrent.Constant(default);
        Tell();
    }

    /// <summary><c>MWI:1.5</c> sets, <c>MWI:?</c> and <c>MRI</c> ask.</summary>
    protected override ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> message)
    {
        string text = Encoding.Latin1.GetString(message.Span).Trim();
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon];
        string value = colon < 0 ? string.Empty : text[(colon + 1)..];
        bool asks = value == "?" || (value.Length == 0 && name is "MRI" or "MRV" or "MST" or "VER");
        return Encoding.Latin1.GetBytes(asks ? $"{name}?" : $"{name} {value}");
    }

    /// <inheritdoc/>
    protected override string Acknowledge(ScpiErrorException? refused) => refused?.Code switch
    {
        null => "#AK",
        > 0 => $"#NAK:{refused.Code:00}",
        -109 => "#NAK:04",
        -222 => $"#NAK:{BeyondModel}",
        -104 => "#NAK:12",
        -224 => "#NAK:02",
        _ => "#NAK:01",
    };

    private static ScpiErrorException Error(int code) => new(code, $"NAK {code}");

    private static string Text(double value) => value.ToString("0.000000", CultureInfo.InvariantCulture);

    private void Answer(string name, Func<string> value) => Commands.Query(name, _ => $"#{name}:{value()}");

    private void Switch(bool on)
    {
        if (on && output)
        {
            throw Error(AlreadyOn);
        }

        output = on;
        ramp = RampedCurrent.Constant(default);
        Tell();
    }

    private void Go(ScpiArguments arguments, bool jumps)
    {
        double amperes = arguments.Number(string.Empty, -LargestAmperes, LargestAmperes);
        if (!output)
        {
            throw Error(IsOff);
        }

        if (loop != 'I')
        {
            throw Error(OtherLoop);
        }

        double now = Clock.Now().Seconds;
        var to = Current.FromAmperes(amperes);
        ramp = jumps ? RampedCurrent.Constant(to) : new RampedCurrent(ramp.At(now), to, now, rate);
        Tell();
    }

    private void Tell() => Stage.Drive(Name, ramp with { Compliance = Voltage.FromVolts(LargestVolts) });
}
