using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.CurrentSources;
using Lab.Mocks.Meters;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.SourceMeters.Keithley2400Twin>]

namespace Lab.Mocks.SourceMeters;

/// <summary>Twin of the Keithley 2400 source-measure unit, connected with two wires that have no resistance.</summary>
public sealed class Keithley2400Twin : MeterTwin, IShippedTwin
{
    private const string LineFrequencyKey = "line_frequency";

    /// <summary>Measurement register, bit 14: in compliance.</summary>
    private const int ComplianceEvent = 14;

    private static readonly string[] AllSenses = ["VOLT", "CURR", "RES"];
    private static readonly string[] AllElements = ["VOLTage", "CURRent", "RESistance", "TIME", "STATus"];

    private readonly Keithley2400Axis volts;
    private readonly Keithley2400Axis amperes;
    private readonly ScpiNumber cycles = new() { Minimum = () => 0.01, Maximum = () => 10, Default = 1, Format = Write };
    private readonly ScpiNumber sourceDelay = new()
    {
        Unit = "s",
        Minimum = () => 0,
        Maximum = () => 999.9999,
        Default = 0,
        Format = Write
    };
    private readonly DigitalFilter voltageFilter = new();
    private readonly DigitalFilter currentFilter = new();
    private readonly HashSet<string> senses = [];
    private readonly ScpiSettings kept;
    private readonly SourceMeterNoise noise;
    private bool autoZero = true;
    private bool sourcesCurrent;
    private bool concurrent;
    private bool output;
    private bool remoteSense;
    private string offState = "NORM";
    private string terminals = "FRON";
    private string registerFormat = "ASC";
    private double lineHertz;
    private OperatingPoint point;

    /// <summary>Creates the twin.</summary>
    public Keithley2400Twin(TwinContext context)
        : base(
            context,
            "KEITHLEY INSTRUMENTS INC.,MODEL 2400,1240001,C32   Oct  4 2010 14:20:11/A02  /D/B",
            AllElements,
            longestBuffer: 2500,
            new MeterEvents(ReadingOverflow: 7, ReadingAvailable: 6, BufferFull: 9))
    {
        lineHertz = context.Settings.Get<Frequency>(LineFrequencyKey).Hertz;
        noise = new SourceMeterNoise(context);
        volts = new Keithley2400Axis(
            Commands, "VOLTage", "V", [0.2, 2, 20, 200], protection: 21, Drive, () => sourcesCurrent && point.IsLimited);
        amperes = new Keithley2400Axis(
            Commands,
            "CURRent",
            "A",
            [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1],
            protection: 105e-6,
            Drive,
            () => !sourcesCurrent && point.IsLimited);
        kept = new ScpiSettings(Commands);
        kept.Switch("[:SOURce[1]]:CLEar:AUTO");
        kept.Word("[:SOURce[1]]:CURRent:MODE", "FIXed", "LIST", "SWEep");
        kept.Word("[:SOURce[1]]:VOLTage:MODE", "FIXed", "LIST", "SWEep");
        kept.Switch("[:SOURce[1]]:CURRent:TRIGgered:SFACtor:STATe");
        kept.Switch("[:SENSe[1]]:VOLTage[:DC]:PROTection:RSYNchronize");
        Commands.Word(
            ":FORMat:SREGister",
            ["ASCii", "HEXadecimal", "OCTal", "BINary"],
            () => registerFormat,
            word => registerFormat = word);
        AddKeptSettings();
        AddSourceCommands();
        AddSenseCommands();
        AddTriggerCommands();
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keithley-2400",
        Rough = RoughCatalog.Keithley2400,
        Settings = SourceMeterNoise.Keys,
        Create = context => new Keithley2400Twin(context),
    };

    /// <inheritdoc/>
    /// <remarks>Readings that come by themselves depend on when they began.</remarks>
    public override bool IsRenewedByShot => Triggers.IsIdle && !Triggers.IsContinuous;

    /// <summary>The seconds since it was switched on, of which it has seven digits.</summary>
    private double SecondsOn => Clock.Now().Seconds + (Context.Rough?.TimeOn.Seconds ?? 0);

    /// <summary>Nothing is connected to the rear terminals.</summary>
    private double LoadOhms => terminals == "FRON" ? Stage.LoadOf(Name).Resistance.Ohms : double.PositiveInfinity;

    /// <inheritdoc/>
    protected override Duration ConversionTime => Duration.FromSeconds(sourceDelay.Value + (cycles.Value / lineHertz));

    internal static string Write(double value) => ScientificText.Of(value, 6);

    /// <inheritdoc/>
    protected override string Format(double value) => Write(value);

    /// <summary>Registers in the base that was chosen (manual, FORMat:SREGister).</summary>
    protected override string Write(
        string header, string answer) => registerFormat == "ASC" || header is not ("*ESR" or "*ESE" or "*STB" or "*SRE")
        ? answer
        : registerFormat switch
        {
            "HEX" => $"#H{int.Parse(answer, CultureInfo.InvariantCulture):X}",
            "OCT" => $"#Q{System.Convert.ToString(int.Parse(answer, CultureInfo.InvariantCulture), 8)}",
            _ => $"#B{System.Convert.ToString(int.Parse(answer, CultureInfo.InvariantCulture), 2)}",
        };

    /// <inheritdoc/>
    protected override void Reset()
    {
        kept.Reset();
        autoZero = true;
        volts.Reset();
        amperes.Reset();
        cycles.Value = cycles.Default;
        sourceDelay.Value = sourceDelay.Default;
        SetFilters(filter =>
        {
            filter.IsOn = false;
            filter.IsRepeating = true;
        });
        senses.Clear();
        senses.Add("CURR");
        sourcesCurrent = false;
        concurrent = true;
        output = false;
        remoteSense = false;
        offState = "NORM";
        terminals = "FRON";
        registerFormat = "ASC";
        ResetMeter(AllElements);
        Drive();
    }

    /// <inheritdoc/>
    protected override void CatchUp()
    {
        Drive();
        base.CatchUp();
    }

    /// <inheritdoc/>
    protected override void RequireReady()
    {
        if (!output)
        {
            throw new ScpiErrorException(803, "Not permitted with OUTPUT off");
        }
    }

    /// <summary>Empties the filters: nothing from before the trigger is averaged with what comes after it.</summary>
    protected override void Starting() => SetFilters(_ => { });

    /// <inheritdoc/>
    protected override MeterReading? Convert()
    {
        Drive();
        double terminalVolts = point.IsLimited || terminals != "FRON"
            ? point.Volts
            : Stage.Sense(Name, Sensed.Voltage, Duration.FromSeconds(cycles.Value / lineHertz));
        double? voltage = voltageFilter.Pass(volts.Measure(terminalVolts + noise.NextVolts(cycles.Value)));
        double? current = currentFilter.Pass(
            amperes.Measure(point.Amperes + noise.NextAmperes(cycles.Value)));
        return voltage is { } v && current is { } i ? Report(v, i) : null;
    }

    // What is not measured is answered with the level that is sourced, and with NaN where there is none (manual, section 18).
    private MeterReading Report(double measuredVolts, double measuredAmperes)
    {
        double voltage = senses.Contains("VOLT") ? measuredVolts : sourcesCurrent ? double.NaN : volts.Level;
        double current = senses.Contains("CURR") ? measuredAmperes : sourcesCurrent ? amperes.Level : double.NaN;
        double resistance = senses.Contains("RES") ? measuredVolts / measuredAmperes : double.NaN;
        double first = senses.Contains("VOLT") ? voltage : senses.Contains("CURR") ? current : resistance;
        return new MeterReading(
            first,
            [
                FormatReading(voltage), FormatReading(current), FormatReading(resistance), Write(SecondsOn),
                Write(StatusWord(double.IsInfinity(measuredVolts) || double.IsInfinity(measuredAmperes))),
            ]);
    }

    /// <summary>The bits of the status element (manual, section 18, FORMat subsystem).</summary>
    private int StatusWord(bool overflow) =>
        (overflow ? 1 << 0 : 0)
        | (voltageFilter.IsOn ? 1 << 1 : 0)
        | (terminals == "FRON" ? 1 << 2 : 0)
        | (point.IsLimited ? 1 << 3 : 0)
        | (senses.Contains("VOLT") ? 1 << 11 : 0)
        | (senses.Contains("CURR") ? 1 << 12 : 0)
        | (senses.Contains("RES") ? 1 << 13 : 0)
        | (sourcesCurrent ? 1 << 15 : 1 << 14);

    private void Drive()
    {
        double ohms = LoadOhms;
        point = !output ? default
            : sourcesCurrent ? OperatingPoint.OfCurrentSource(amperes.Level, volts.Protection, ohms)
            : OperatingPoint.OfVoltageSource(volts.Level, amperes.Protection, ohms);
        Stage.Drive(Name, new DirectCurrent(Current.FromAmperes(terminals == "FRON" ? point.Amperes : 0)));
        Measurement.Set(ComplianceEvent, point.IsLimited);
    }

    private void Switch(bool on)
    {
        output = on;
        if (!on)
        {
            Triggers.Abort(Clock.Now());
        }

        Drive();
    }

    private void SetFilters(Action<DigitalFilter> change)
    {
        foreach (DigitalFilter filter in (DigitalFilter[])[voltageFilter, currentFilter])
        {
            change(filter);
            filter.Restart();
        }
    }

    private void AddSourceCommands()
    {
        Commands.Word("[:SOURce[1]]:FUNCtion[:MODE]", ["VOLTage", "CURRent"], () => sourcesCurrent ? "CURR" : "VOLT", word =>
        {
            if (sourcesCurrent != (word == "CURR"))
            {
                sourcesCurrent = word == "CURR";
                Switch(on: false);
            }
        });
        Commands.Number("[:SOURce[1]]:DELay", sourceDelay);
        Commands.Command("[:SOURce[1]]:CLEar[:IMMediate]", _ => Switch(on: false));
        Commands.Switch(":OUTPut[1][:STATe]", () => output, Switch);
        Commands.Word(":OUTPut[1]:SMODe", ["HIMPedance", "NORMal", "ZERO", "GUARd"], () => offState, word => offState = word);
        Commands.Switch(":SYSTem:RSENse", () => remoteSense, on => remoteSense = on);
        Commands.Word(":ROUTe:TERMinals", ["FRONt", "REAR"], () => terminals, word =>
        {
            terminals = word;
            Drive();
        });
        Commands.Command(":SYSTem:LFRequency", arguments => lineHertz = arguments.Number("Hz", 50, 60) < 55 ? 50 : 60);
        Commands.Query(":SYSTem:LFRequency", _ => $"{lineHertz}");
        Commands.Command(":SYSTem:PRESet", _ => Reset());
    }

    // Triggers over lines, sounds and ohms change nothing on the sample; ohms are always those of the two readings.
    private void AddKeptSettings()
    {
        Commands.Command(":SYSTem:AZERo[:STATe]", arguments =>
        {
            bool isOnce = arguments.Peek().Equals("ONCE", StringComparison.OrdinalIgnoreCase);
            autoZero = !isOnce && arguments.Switch();
            if (isOnce)
            {
                arguments.Take(); // zeroes now, and goes on without
            }
        });
        Commands.Query(":SYSTem:AZERo[:STATe]", _ => autoZero ? "1" : "0");
        Commands.Command(":SYSTem:BEEPer[:IMMediate]", arguments =>
        {
            arguments.Number("Hz", 65, 2e6);
            arguments.Number("s", 0, 7.9);
        });
        kept.Switch(":DISPlay:ENABle", defaultValue: true);
        kept.Switch("[:SOURce[1]]:DELay:AUTO", defaultValue: true);
        kept.Word("[:SENSe[1]]:RESistance:MODE", "MANual", "AUTO");
        kept.Number("[:SENSe[1]]:RESistance:RANGe[:UPPer]", "OHM", 0, 210e6, 210e3);
        kept.Switch("[:SENSe[1]]:RESistance:RANGe:AUTO", defaultValue: true);
        kept.Word(":TRIGger[:SEQuence[1]]:SOURce", "IMMediate", "TLINk");
        kept.Word(":TRIGger[:SEQuence[1]]:OUTPut", "NONE", "SOURce", "DELay", "SENSe");
        kept.Word(":ARM[:SEQuence[1]]:OUTPut", "NONE", "TENTer", "TEXit");
        foreach (string layer in (string[])[":TRIGger[:SEQuence[1]]", ":ARM[:SEQuence[1]]"])
        {
            kept.Number($"{layer}:ILINe", string.Empty, 1, 4, 1);
            kept.Number($"{layer}:OLINe", string.Empty, 1, 4, 2);
        }
    }

    private void AddSenseCommands()
    {
        Commands.Command("[:SENSe[1]]:FUNCtion[:ON]", arguments =>
        {
            do
            {
                string sense = TakeSense(arguments);
                if (!concurrent)
                {
                    senses.Clear();
                }

                senses.Add(sense);
            }
            while (arguments.Remaining > 0);
        });
        Commands.Command("[:SENSe[1]]:FUNCtion:OFF", arguments =>
        {
            do
            {
                senses.Remove(TakeSense(arguments));
            }
            while (arguments.Remaining > 0);
        });
        Commands.Command("[:SENSe[1]]:FUNCtion:OFF:ALL", _ => senses.Clear());
        Commands.Command("[:SENSe[1]]:FUNCtion[:ON]:ALL", _ => senses.UnionWith(AllSenses));
        Commands.Query("[:SENSe[1]]:FUNCtion[:ON]", _ => string.Join(
            ",", AllSenses.Where(senses.Contains).Select(sense => sense == "RES" ? "\"RES\"" : $"\"{sense}:DC\"")));
        Commands.Switch("[:SENSe[1]]:FUNCtion:CONCurrent", () => concurrent, on => concurrent = on);
        Commands.Number("[:SENSe[1]]:VOLTage[:DC]:NPLCycles", cycles);
        Commands.Number("[:SENSe[1]]:CURRent[:DC]:NPLCycles", cycles);
        Commands.Number("[:SENSe[1]]:RESistance:NPLCycles", cycles);
        (string Node, string Sense)[] functions = [("VOLTage[:DC]", "VOLT"), ("CURRent[:DC]", "CURR"), ("RESistance", "RES")];
        foreach ((string node, string sense) in functions)
        {
            Commands.Command($":CONFigure:{node}", _ => Configure(sense));
            Commands.Query($":MEASure:{node}", (_, cancellationToken) =>
            {
                Configure(sense);
                return ReadAsync(cancellationToken);
            });
        }

        Commands.Switch("[:SENSe[1]]:AVERage[:STATe]", () => voltageFilter.IsOn, on => SetFilters(filter => filter.IsOn = on));
        Commands.Command("[:SENSe[1]]:AVERage:COUNt", arguments =>
        {
            int count = (int)arguments.Number(string.Empty, 1, 100);
            SetFilters(filter => filter.Count = count);
        });
        Commands.Query("[:SENSe[1]]:AVERage:COUNt", _ => $"{voltageFilter.Count}");
        Commands.Word(
            "[:SENSe[1]]:AVERage:TCONtrol",
            ["MOVing", "REPeat"],
            () => voltageFilter.IsRepeating ? "REP" : "MOV",
            word => SetFilters(filter => filter.IsRepeating = word == "REP"));
        AddStatistics(":CALCulate3");
    }

    private void Configure(string sense)
    {
        Triggers.Source = "IMM";
        Triggers.TriggerCount = 1;
        Triggers.SampleCount = 1;
        Triggers.Delay = default;
        senses.Clear();
        senses.Add(sense);
    }

    private void AddTriggerCommands()
    {
        Commands.Word(
            ":ARM[:SEQuence[1]]:SOURce",
            ["IMMediate", "TIMer", "MANual", "BUS", "TLINk"],
            () => Triggers.Source,
            source => Triggers.Source = source);
        Commands.Command(
            ":ARM[:SEQuence[1]]:COUNt",
            arguments => Triggers.TriggerCount = arguments.NumberOrInfinity(string.Empty, 1, Buffer.Longest));
        Commands.Query(
            ":ARM[:SEQuence[1]]:COUNt",
            _ => Triggers.TriggerCount < double.PositiveInfinity ? $"{Triggers.TriggerCount}" : "+9.900000E+37");
        Commands.Command(
            ":ARM[:SEQuence[1]]:TIMer",
            arguments => Triggers.Timer = Duration.FromSeconds(arguments.Number("s", 1e-3, 99999.99)));
        Commands.Query(":ARM[:SEQuence[1]]:TIMer", _ => Write(Triggers.Timer.Seconds));
        Commands.Command(":TRIGger:CLEar", _ => Triggers.Abort(Clock.Now()));
        Commands.Command(
            ":TRIGger[:SEQuence[1]]:COUNt",
            arguments => Triggers.SampleCount = (int)arguments.Number(string.Empty, 1, Buffer.Longest));
        Commands.Query(":TRIGger[:SEQuence[1]]:COUNt", _ => $"{Triggers.SampleCount}");
        Commands.Command(
            ":TRIGger[:SEQuence[1]]:DELay",
            arguments => Triggers.Delay = Duration.FromSeconds(arguments.Number("s", 0, 999.9999)));
        Commands.Query(":TRIGger[:SEQuence[1]]:DELay", _ => Write(Triggers.Delay.Seconds));
    }

    private static string TakeSense(ScpiArguments arguments) => arguments.Take().Text.ToUpperInvariant() switch
    {
        "VOLT" or "VOLTAGE" or "VOLT:DC" or "VOLTAGE:DC" => "VOLT",
        "CURR" or "CURRENT" or "CURR:DC" or "CURRENT:DC" => "CURR",
        "RES" or "RESISTANCE" => "RES",
        _ => throw ScpiErrorException.IllegalParameter(),
    };
}
