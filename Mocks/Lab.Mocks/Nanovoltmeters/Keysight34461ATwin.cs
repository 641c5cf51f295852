using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.Meters;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Nanovoltmeters.Keysight34461ATwin>]

namespace Lab.Mocks.Nanovoltmeters;

/// <summary>Twin of the Keysight 34461A multimeter, whose HI and LO are at the sample (Truevolt operating and service guide).
/// </summary>
/// <remarks>DC voltage alone is measured; other functions can be chosen and read an open input. Statistics, histogram and data
/// logging are not there.</remarks>
public sealed class Keysight34461ATwin : MeterTwin, IShippedTwin
{
    private const string LineFrequencyKey = "line_frequency";

    /// <summary>6½ digits.</summary>
    private const double ResolutionOfRange = 1e-7;

    private static readonly double[] Ranges = [0.1, 1, 10, 100, 1000];
    private static readonly double[] Cycles = [0.02, 0.2, 1, 10, 100];

    private readonly double lineHertz;
    private readonly MultimeterInput input;
    private readonly ScpiSettings kept;
    private string function = "VOLT";
    private double range = 10;
    private bool autoRange = true;
    private double cycles = 10;
    private bool autoZero = true;
    private bool highImpedance;
    private bool isRelative;
    private double reference;
    private bool automaticDelay = true;

    /// <summary>Creates the twin.</summary>
    public Keysight34461ATwin(TwinContext context)
        : base(
            context,
            "Keysight Technologies,34461A,MY53220594,A.02.14-02.40-02.14-00.49-01-01",
            ["READing"],
            longestBuffer: 10_000,
            new MeterEvents(ReadingOverflow: 0, ReadingAvailable: 5, BufferFull: 9))
    {
        lineHertz = context.Settings.Get<Frequency>(LineFrequencyKey).Hertz;
        input = new MultimeterInput(context, Ranges, ResolutionOfRange);
        kept = new ScpiSettings(Commands);
        kept.Switch(":CALCulate:SCALe[:STATe]");
        kept.Switch(":CALCulate:SMOothing[:STATe]");
        AddVoltage();
        AddTriggers();
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keysight-34461a",
        Rough = Manners,
        Settings = MultimeterInput.Keys,
        Create = context => new Keysight34461ATwin(context),
    };

    // Identity of a recorded unit of the first firmware.
    private static RoughManners Manners => new()
    {
        Identity = "Agilent Technologies,34461A,MY53200874,A.01.08-02.22-00.08-00.35-01-01",
        Registers = RegisterForm.WithSign,
        Latency = Duration.FromMilliseconds(4), // [assumption]
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            ":SENS:FUNC 'FRES';:SENS:VOLT:NPLC 0.02;:SENS:VOLT:ZERO:AUTO 0;:SENS:VOLT:NULL:STAT 1;:SENS:VOLT:NULL:VAL 1E-3",
            ":TRIG:SOUR BUS;COUN 10;:TRIG:DEL 1;:SAMP:COUN 5;:CALC:SCAL:STAT 1",
            ":NONSENSE",
        ],
    };

    /// <inheritdoc/>
    protected override Duration ConversionTime => Duration.FromSeconds(cycles / lineHertz * (autoZero ? 2 : 1));

    /// <inheritdoc/>
    protected override string NoError => "+0,\"No error\"";

    /// <inheritdoc/>
    protected override string Format(double value) => ScientificText.Of(value, 8);

    /// <inheritdoc/>
    protected override void Reset()
    {
        (function, range, autoRange, cycles, autoZero, highImpedance) = ("VOLT", 10, true, 10, true, false);
        (isRelative, reference, automaticDelay) = (false, 0, true);
        kept.Reset();
        ResetMeter("READing");
    }

    /// <inheritdoc/>
    protected override MeterReading? Convert()
    {
        double value = function == "VOLT"
            ? input.Digitize(cycles, Duration.FromSeconds(cycles / lineHertz), autoRange ? null : range)
                - (isRelative ? reference : 0)
            : double.PositiveInfinity;
        return new MeterReading(value, [FormatReading(value)]);
    }

    private void AddVoltage()
    {
        const string voltage = "[:SENSe[1]]:VOLTage[:DC]";
        Commands.Command("[:SENSe[1]]:FUNCtion[:ON]", arguments =>
            function = arguments.Take().Text.ToUpperInvariant() switch
            {
                "VOLT" or "VOLT:DC" or "VOLTAGE" or "VOLTAGE:DC" => "VOLT",
                "CURR" or "CURR:DC" => "CURR",
                "RES" or "RESISTANCE" => "RES",
                "FRES" or "FRESISTANCE" => "FRES",
                _ => throw ScpiErrorException.IllegalParameter(),
            });
        Commands.Query("[:SENSe[1]]:FUNCtion[:ON]", _ => $"\"{function}\"");
        Commands.Command($"{voltage}:RANGe[:UPPer]", arguments => Select(arguments.Number("V", -1000, 1000)));
        Commands.Query($"{voltage}:RANGe[:UPPer]", _ => Format(range));
        Commands.Switch($"{voltage}:RANGe:AUTO", () => autoRange, on => autoRange = on);
        Commands.Command($"{voltage}:NPLCycles", arguments =>
        {
            double wanted = arguments.Number(string.Empty, 0.02, 100);
            cycles = Cycles.First(each => each >= wanted);
        });
        Commands.Query($"{voltage}:NPLCycles", _ => Format(cycles));
        Commands.Switch($"{voltage}:ZERO:AUTO", () => autoZero, on => autoZero = on);
        Commands.Switch($"{voltage}:IMPedance:AUTO", () => highImpedance, on => highImpedance = on);
        Commands.Switch($"{voltage}:NULL[:STATe]", () => isRelative, on => isRelative = on);
        Commands.Command($"{voltage}:NULL:VALue", arguments => reference = arguments.Number("V", -1200, 1200));
        Commands.Query($"{voltage}:NULL:VALue", _ => Format(reference));
        Commands.Query(":ROUTe:TERMinals", _ => "FRON");
        Commands.Query(":SYSTem:LFRequency", _ => $"{lineHertz}");
        Commands.Command(":CONFigure[:VOLTage[:DC]]", arguments => Configure(arguments));
        Commands.Query(":MEASure[:VOLTage[:DC]]", (arguments, cancellationToken) =>
        {
            Configure(arguments);
            return ReadAsync(cancellationToken);
        });
    }

    private void AddTriggers()
    {
        Commands.Word(
            ":TRIGger:SOURce", ["IMMediate", "EXTernal", "BUS"], () => Triggers.Source, source => Triggers.Source = source);
        Commands.Command(
            ":TRIGger:COUNt", arguments => Triggers.TriggerCount = arguments.NumberOrInfinity(string.Empty, 1, 1e6));
        Commands.Query(":TRIGger:COUNt", _ => Format(Math.Min(Triggers.TriggerCount, 9.9e37)));
        Commands.Command(":TRIGger:DELay", arguments =>
        {
            Triggers.Delay = Duration.FromSeconds(arguments.Number("s", 0, 3600));
            automaticDelay = false;
        });
        Commands.Query(":TRIGger:DELay", _ => Format(Triggers.Delay.Seconds));
        Commands.Switch(":TRIGger:DELay:AUTO", () => automaticDelay, on =>
        {
            automaticDelay = on;
            Triggers.Delay = on ? default : Triggers.Delay;
        });
        Commands.Command(":SAMPle:COUNt", arguments => Triggers.SampleCount = (int)arguments.Number(string.Empty, 1, 1e6));
        Commands.Query(":SAMPle:COUNt", _ => Format(Triggers.SampleCount));
    }

    private void Select(double volts)
    {
        range = Ranges.First(each => each >= Math.Abs(volts));
        autoRange = false;
    }

    private void Configure(ScpiArguments arguments)
    {
        (function, autoRange, cycles, autoZero, automaticDelay) = ("VOLT", true, 10, true, true);
        (Triggers.Source, Triggers.TriggerCount, Triggers.SampleCount, Triggers.Delay) = ("IMM", 1, 1, default);
        if (arguments.Remaining > 0)
        {
            Select(arguments.Number("V", -1000, 1000));
        }
    }
}
