using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.CurrentSources;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.SourceMeters.Keithley2450Twin>]

namespace Lab.Mocks.SourceMeters;

/// <summary>Twin of the Keithley 2450 source-measure unit in its SCPI language, connected with wires that have no
/// resistance.</summary>
/// <remarks>Trigger model, sweeps and buffers are not there: a reading buffer knows its newest reading alone.</remarks>
public sealed class Keithley2450Twin : ScpiTwin, IShippedTwin
{
    private const string LineFrequencyKey = "line_frequency";
    private const double Overrange = 1.05;

    private static readonly double[] VoltageRanges = [0.02, 0.2, 2, 20, 200];
    private static readonly double[] CurrentRanges = [10e-9, 100e-9, 1e-6, 10e-6, 100e-6, 1e-3, 10e-3, 0.1, 1];

    private readonly ScpiSettings kept;
    private readonly ScpiNumber amperes;
    private readonly ScpiNumber volts;
    private readonly ScpiNumber voltageLimit;
    private readonly ScpiNumber currentLimit;
    private readonly ScpiNumber cycles = new() { Minimum = () => 0.01, Maximum = () => 10, Default = 1, Format = Write };
    private readonly Dictionary<string, (double Range, bool IsAuto)> sourceRanges = [];
    private readonly Dictionary<string, (double Range, bool IsAuto)> senseRanges = [];
    private readonly double lineHertz;
    private readonly SourceMeterNoise noise;
    private bool sourcesCurrent;
    private bool output;
    private string function = "CURR";
    private string terminals = "FRON";
    private string unit = "VOLT";
    private (double Source, double Reading)? newest;
    private OperatingPoint point;

    /// <summary>Creates the twin.</summary>
    public Keithley2450Twin(TwinContext context)
        : base(context, "KEITHLEY INSTRUMENTS,MODEL 2450,04412345,1.7.12b")
    {
        lineHertz = context.Settings.Get<Frequency>(LineFrequencyKey).Hertz;
        noise = new SourceMeterNoise(context);
        kept = new ScpiSettings(Commands);
        amperes = Level("A", CurrentRanges[^1]);
        volts = Level("V", VoltageRanges[^1]);
        voltageLimit = Limit("V", 0.02, VoltageRanges[^1], 21);
        currentLimit = Limit("A", 1e-9, CurrentRanges[^1], 105e-6);
        AddSource("CURRent", "VLIMit", amperes, voltageLimit, CurrentRanges, () => sourcesCurrent);
        AddSource("VOLTage", "ILIMit", volts, currentLimit, VoltageRanges, () => !sourcesCurrent);
        AddSense("VOLTage", VoltageRanges);
        AddSense("CURRent", CurrentRanges);
        AddOutput();
        AddReadings();
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keithley-2450",
        Rough = Manners,
        Settings = SourceMeterNoise.Keys,
        Create = context => new Keithley2450Twin(context),
    };

    // Identity of a recorded unit.
    private static RoughManners Manners => new()
    {
        Identity = "KEITHLEY INSTRUMENTS,MODEL 2450,04488850,1.7.3c",
        Latency = Duration.FromMilliseconds(4), // [assumption]
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            ":SOUR:FUNC VOLT;:SOUR:VOLT:ILIM 1E-3;:SOUR:CURR:READ:BACK 0;:SOUR:CURR:RANG 1E-3;:OUTP:CURR:SMOD ZERO;:ROUT:TERM "
                + "REAR",
            ":SENS:FUNC 'CURR';:SENS:VOLT:RSEN 1;:SENS:VOLT:NPLC 10;:SENS:VOLT:AVER 1;:SENS:VOLT:AZER 0;:SENS:COUN 5",
            ":SENS:VOLT:UNIT OHM;:SENS:VOLT:REL 0.5;:SENS:VOLT:REL:STAT 1;:SENS:VOLT:RANG 2;:CALC:VOLT:MATH:STAT 1",
            ":NONSENSE",
        ],
    };

    /// <inheritdoc/>
    protected override string NoError => "0,\"No error;0;0 0\"";

    /// <summary>Nothing is connected to the other terminals.</summary>
    private double LoadOhms => terminals == "FRON" ? Stage.LoadOf(Name).Resistance.Ohms : double.PositiveInfinity;

    /// <inheritdoc/>
    protected override void Reset()
    {
        kept.Reset();
        foreach (ScpiNumber number in (ScpiNumber[])[amperes, volts, voltageLimit, currentLimit, cycles])
        {
            number.Value = number.Default;
        }

        sourceRanges.Clear();
        senseRanges.Clear();
        (sourcesCurrent, output, function, terminals, unit, newest) = (false, false, "CURR", "FRON", "VOLT", null);
        Drive();
    }

    /// <inheritdoc/>
    protected override void CatchUp() => Drive();

    private static string Write(double value) => ScientificText.Of(value, 6);

    private static ScpiNumber Level(string unit, double largest) => new()
    {
        Unit = unit,
        Minimum = () => -largest * Overrange,
        Maximum = () => largest * Overrange,
        Default = 0,
        Format = Write,
    };

    private static ScpiNumber Limit(string unit, double least, double largest, double initial) => new()
    {
        Unit = unit,
        Minimum = () => least,
        Maximum = () => largest * Overrange,
        Default = initial,
        Format = Write,
    };

    private static double RangeFor(double[] ranges, double value) =>
        ranges.FirstOrDefault(range => Math.Abs(value) <= range * Overrange, ranges[^1]);

    private void AddSource(
        string node, string limitNode, ScpiNumber level, ScpiNumber limit, double[] ranges, Func<bool> isSourced)
    {
        string source = $"[:SOURce[1]]:{node}";
        Commands.Number($"{source}[:LEVel][:IMMediate][:AMPLitude]", level, Drive);
        Commands.Number($"{source}:{limitNode}[:LEVel]", limit, Drive);
        Commands.Query($"{source}:{limitNode}[:LEVel]:TRIPped", _ => isSourced() && point.IsLimited ? "1" : "0");
        AddRange(sourceRanges, $"{source}:RANGe", node, ranges);
        kept.Switch($"{source}:READ:BACK", defaultValue: true);
        kept.Number($"{source}:DELay", "s", 0, 10_000, 0);
        kept.Switch($"{source}:DELay:AUTO", defaultValue: true);
    }

    private void AddSense(string node, double[] ranges)
    {
        string sense = $"[:SENSe[1]]:{node}[:DC]";
        AddRange(senseRanges, $"{sense}:RANGe[:UPPer]", node, ranges);
        Commands.Number($"{sense}:NPLCycles", cycles);
        kept.Switch($"{sense}:AZERo[:STATe]", defaultValue: true);
        kept.Switch($"{sense}:AVERage[:STATe]");
        kept.Number($"{sense}:AVERage:COUNt", string.Empty, 1, 100, 10);
        kept.Word($"{sense}:AVERage:TCONtrol", "REPeat", "MOVing");
        kept.Switch($"{sense}:RSENse");
        kept.Number($"{sense}:RELative", string.Empty, -210, 210, 0);
        kept.Switch($"{sense}:RELative:STATe");
        kept.Switch($":CALCulate[1]:{node}:MATH:STATe");
        if (node == "VOLTage")
        {
            Commands.Word($"{sense}:UNIT", ["VOLT", "OHM", "WATT"], () => unit, word => unit = word);
        }
    }

    // A range that is chosen ends the automatic one.
    private void AddRange(Dictionary<string, (double Range, bool IsAuto)> chosen, string header, string node, double[] ranges)
    {
        string auto = $"{header.Replace("[:UPPer]", string.Empty, StringComparison.Ordinal)}:AUTO";
        Commands.Command(header, arguments => chosen[node] = (RangeFor(ranges, arguments.Number(string.Empty)), false));
        Commands.Query(header, _ => Write(Now().Range));
        Commands.Switch(auto, () => Now().IsAuto, on => chosen[node] = (Now().Range, on));

        (double Range, bool IsAuto) Now() => chosen.GetValueOrDefault(node, (ranges[^1], true));
    }

    private void AddOutput()
    {
        Commands.Query("*LANG", _ => "SCPI");
        Commands.Command("*LANG", arguments => arguments.Word("SCPI", "TSP", "SCPI2400"));
        Commands.Word("[:SOURce[1]]:FUNCtion[:MODE]", ["VOLTage", "CURRent"], () => sourcesCurrent ? "CURR" : "VOLT", word =>
        {
            if (sourcesCurrent != (word == "CURR"))
            {
                (sourcesCurrent, output) = (word == "CURR", false);
                Drive();
            }
        });
        Commands.Switch(":OUTPut[1][:STATe]", () => output, on =>
        {
            output = on;
            Drive();
        });
        kept.Word(":OUTPut[1]:CURRent:SMODe", "NORMal", "HIMPedance", "ZERO", "GUARd");
        kept.Word(":OUTPut[1]:VOLTage:SMODe", "NORMal", "HIMPedance", "ZERO", "GUARd");
        Commands.Word(":ROUTe:TERMinals", ["FRONt", "REAR"], () => terminals, word =>
        {
            output &= terminals == word; // switching over opens the output
            terminals = word;
            Drive();
        });
        Commands.Command("[:SENSe[1]]:FUNCtion[:ON]", arguments => function = arguments.Take().Text.ToUpperInvariant() switch
        {
            "VOLT" or "VOLTAGE" or "VOLT:DC" or "VOLTAGE:DC" => "VOLT",
            "CURR" or "CURRENT" or "CURR:DC" or "CURRENT:DC" => "CURR",
            "RES" or "RESISTANCE" => "RES",
            _ => throw ScpiErrorException.IllegalParameter(),
        });
        Commands.Query("[:SENSe[1]]:FUNCtion[:ON]", _ => function == "RES" ? "\"RES\"" : $"\"{function}:DC\"");
        kept.Number("[:SENSe[1]]:COUNt", string.Empty, 1, 300_000, 1);
        kept.Word(":FORMat[:DATA]", "ASCii", "REAL", "SREal");
        Commands.Query(":SYSTem:LFRequency", _ => $"{lineHertz}");
        Commands.Command(":SYSTem:BEEPer[:IMMediate]", arguments =>
        {
            arguments.Number("Hz", 20, 8000);
            arguments.Number("s", 0.001, 100);
        });
        Commands.Command(":TRACe:CLEar", arguments => TakeBuffer(arguments));
        Commands.Query(":TRACe:ACTual", arguments =>
        {
            TakeBuffer(arguments);
            return newest is null ? "0" : "1";
        });
    }

    private void AddReadings()
    {
        Commands.Query(":READ", (arguments, cancellationToken) => ReadAsync(arguments, cancellationToken));
        Commands.Query(":MEASure", (arguments, cancellationToken) => ReadAsync(arguments, cancellationToken));
        Commands.Query(":FETCh", arguments =>
        {
            IReadOnlyList<string> elements = TakeElements(arguments);
            return Answer(newest ?? throw new ScpiErrorException(-230, "Data corrupt or stale"), elements);
        });
    }

    private async ValueTask<string> ReadAsync(ScpiArguments arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> elements = TakeElements(arguments);
        arguments.RequireEnd();
        if (!output)
        {
            throw new ScpiErrorException(5076, "Readings are not available with the output off"); // the number is an [assumption]
        }

        await Clock.WaitAsync(Duration.FromSeconds(cycles.Value / lineHertz), cancellationToken).ConfigureAwait(false);
        Drive();
        newest = Convert();
        return Answer(newest.Value, elements);
    }

    private static string Answer((double Source, double Reading) reading, IReadOnlyList<string> elements) =>
        string.Join(',', elements.Select(element => Write(element == "SOUR" ? reading.Source : reading.Reading)));

    // A reading beyond its range is SCPI's infinity.
    private (double Source, double Reading) Convert()
    {
        double seconds = cycles.Value / lineHertz;
        double terminalVolts = point.IsLimited || terminals != "FRON"
            ? point.Volts
            : Stage.Sense(Name, Sensed.Voltage, Duration.FromSeconds(seconds));
        double voltage = InRange("VOLTage", VoltageRanges, terminalVolts + noise.NextVolts(cycles.Value));
        double current = InRange("CURRent", CurrentRanges, point.Amperes + noise.NextAmperes(cycles.Value));
        double measured = function switch { "VOLT" => voltage, "CURR" => current, _ => voltage / current };
        measured = function == "VOLT" && unit == "OHM" ? voltage / current : function == "VOLT" && unit == "WATT"
            ? voltage * current : measured;
        return (sourcesCurrent ? current : voltage, double.IsFinite(measured) ? measured : 9.9e37);
    }

    private double InRange(string key, double[] ranges, double value)
    {
        (double range, bool isAuto) = senseRanges.GetValueOrDefault(key, (ranges[^1], true));
        return isAuto || Math.Abs(value) <= range * Overrange ? value : double.PositiveInfinity;
    }

    private static void TakeBuffer(ScpiArguments arguments)
    {
        if (arguments.Remaining > 0 && !arguments.Take().Text.StartsWith("defbuffer", StringComparison.OrdinalIgnoreCase))
        {
            throw ScpiErrorException.IllegalParameter();
        }
    }

    private static List<string> TakeElements(ScpiArguments arguments)
    {
        List<string> elements = [];
        TakeBuffer(arguments);
        while (arguments.Remaining > 0)
        {
            elements.Add(arguments.Word("SOURce", "READing"));
        }

        return elements.Count > 0 ? elements : ["READ"];
    }

    private void Drive()
    {
        double ohms = LoadOhms;
        point = !output ? default
            : sourcesCurrent ? OperatingPoint.OfCurrentSource(amperes.Value, voltageLimit.Value, ohms)
            : OperatingPoint.OfVoltageSource(volts.Value, currentLimit.Value, ohms);
        Stage.Drive(Name, new DirectCurrent(Current.FromAmperes(terminals == "FRON" ? point.Amperes : 0)));
    }
}
