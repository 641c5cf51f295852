using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.Meters;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Nanovoltmeters.KeithleyDmm6500Twin>]

namespace Lab.Mocks.Nanovoltmeters;

/// <summary>Twin of the Keithley DMM6500 multimeter, whose HI and LO are at the sample.</summary>
/// <remarks>DC voltage alone is measured; other functions can be chosen and read an open input. <c>:READ?</c> answers the last
/// reading of a start. Reading buffers with names, trigger models, digitising and the scanner card are not there.</remarks>
public sealed class KeithleyDmm6500Twin : MeterTwin, IShippedTwin
{
    private const string LineFrequencyKey = "line_frequency";

    /// <summary>6½ digits.</summary>
    private const double ResolutionOfRange = 1e-7;

    private static readonly double[] Ranges = [0.1, 1, 10, 100, 1000];

    private readonly double lineHertz;
    private readonly MultimeterInput input;
    private readonly ScpiSettings kept;
    private readonly DigitalFilter filter = new();
    private readonly ScpiNumber cycles;
    private string function = "VOLT:DC";
    private string language = "SCPI";
    private double range = 10;
    private bool autoRange = true;
    private bool autoZero = true;
    private bool isRelative;
    private double reference;

    /// <summary>Creates the twin.</summary>
    public KeithleyDmm6500Twin(TwinContext context)
        : base(
            context,
            "KEITHLEY INSTRUMENTS,MODEL DMM6500,04592448,1.7.12b",
            ["READing"],
            longestBuffer: 100_000,
            new MeterEvents(ReadingOverflow: 0, ReadingAvailable: 5, BufferFull: 9))
    {
        lineHertz = context.Settings.Get<Frequency>(LineFrequencyKey).Hertz;
        input = new MultimeterInput(context, Ranges, ResolutionOfRange);
        cycles = new ScpiNumber { Minimum = () => 0.0005, Maximum = () => lineHertz > 55 ? 15 : 12, Default = 1, Value = 1 };
        kept = new ScpiSettings(Commands);
        kept.Switch(":CALCulate[1]:VOLTage[:DC]:MATH:STATe");
        kept.Word("[:SENSe[1]]:VOLTage[:DC]:INPut", "AUTO", "MOHM10");
        kept.Number(":DISPlay:VOLTage[:DC]:DIGits", string.Empty, 3, 6, 6);
        AddVoltage();
        AddFilter();
        Commands.Remove(":READ");
        Commands.Query(":READ", async (_, cancellationToken) =>
            (await ReadAsync(cancellationToken).ConfigureAwait(false)).Split(',')[^1]);
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keithley-dmm6500",
        Rough = Manners,
        Settings = MultimeterInput.Keys,
        Create = context => new KeithleyDmm6500Twin(context),
    };

    // Identity of a recorded unit of an early firmware.
    private static RoughManners Manners => new()
    {
        Identity = "KEITHLEY INSTRUMENTS,MODEL DMM6500,04429665,1.0.04b",
        Latency = Duration.FromMilliseconds(3), // [assumption]
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            ":SENS:FUNC \"FRES\";:SENS:COUN 10;:SENS:VOLT:NPLC 0.1;:SENS:VOLT:AZER 0;:SENS:VOLT:INP MOHM10",
            ":SENS:VOLT:AVER:TCON MOV;:SENS:VOLT:AVER:COUN 20;:SENS:VOLT:AVER:STAT 1",
            ":SENS:VOLT:REL 1E-3;:SENS:VOLT:REL:STAT 1;:CALC:VOLT:MATH:STAT 1",
            ":NONSENSE",
        ],
    };

    /// <inheritdoc/>
    protected override Duration ConversionTime => Duration.FromSeconds(cycles.Value / lineHertz * (autoZero ? 2 : 1));

    // As recorded: -4.999995E-01, 3.414127E-04.
    /// <inheritdoc/>
    protected override string Format(double value) => value.ToString("0.000000E+00", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    protected override void Reset()
    {
        (function, range, autoRange, autoZero, isRelative, reference) = ("VOLT:DC", 10, true, true, false, 0);
        cycles.Value = cycles.Default;
        (filter.IsOn, filter.Count, filter.IsRepeating) = (false, 10, true);
        filter.Restart();
        kept.Reset();
        ResetMeter("READing");
    }

    /// <inheritdoc/>
    protected override void Starting()
    {
        if (filter.IsRepeating)
        {
            filter.Restart();
        }
    }

    /// <inheritdoc/>
    protected override MeterReading? Convert()
    {
        double volts = function == "VOLT:DC"
            ? input.Digitize(cycles.Value, Duration.FromSeconds(cycles.Value / lineHertz), autoRange ? null : range)
            : double.PositiveInfinity;
        if (filter.Pass(volts) is not { } mean)
        {
            return null;
        }

        double value = mean - (isRelative ? reference : 0);
        return new MeterReading(value, [FormatReading(value)]);
    }

    private void AddVoltage()
    {
        const string voltage = "[:SENSe[1]]:VOLTage[:DC]";
        Commands.Query("*LANG", _ => language);
        Commands.Command("*LANG", arguments => language = arguments.Word("SCPI", "TSP", "SCPI2000", "SCPI34401"));
        Commands.Command("[:SENSe[1]]:FUNCtion[:ON]", arguments =>
            function = arguments.Take().Text.ToUpperInvariant() switch
            {
                "VOLT" or "VOLT:DC" or "VOLTAGE" or "VOLTAGE:DC" => "VOLT:DC",
                "CURR" or "CURR:DC" => "CURR:DC",
                "RES" => "RES",
                "FRES" => "FRES",
                _ => throw ScpiErrorException.IllegalParameter(),
            });
        Commands.Query("[:SENSe[1]]:FUNCtion[:ON]", _ => $"\"{function}\"");
        Commands.Command($"{voltage}:RANGe[:UPPer]", arguments =>
        {
            double wanted = Math.Abs(arguments.Number("V", -1000, 1000));
            range = Ranges.First(each => each >= wanted);
            autoRange = false;
        });
        Commands.Query($"{voltage}:RANGe[:UPPer]", _ => $"{range}");
        Commands.Switch($"{voltage}:RANGe:AUTO", () => autoRange, on => autoRange = on);
        Commands.Number($"{voltage}:NPLCycles", cycles);
        Commands.Switch($"{voltage}:AZERo[:STATe]", () => autoZero, on => autoZero = on);
        Commands.Command($"{voltage}:RELative", arguments => reference = arguments.Number("V", -1000, 1000));
        Commands.Query($"{voltage}:RELative", _ => Format(reference));
        Commands.Switch($"{voltage}:RELative:STATe", () => isRelative, on => isRelative = on);
        Commands.Query(":ROUTe:TERMinals", _ => "FRON");
        Commands.Query(":SYSTem:LFRequency", _ => $"{lineHertz}");
        Commands.Command("[:SENSe[1]]:COUNt", arguments => Triggers.SampleCount = (int)arguments.Number(string.Empty, 1, 1e6));
        Commands.Query("[:SENSe[1]]:COUNt", _ => $"{Triggers.SampleCount}");
    }

    private void AddFilter()
    {
        const string average = "[:SENSe[1]]:VOLTage[:DC]:AVERage";
        Commands.Switch($"{average}[:STATe]", () => filter.IsOn, on => Restarting(() => filter.IsOn = on));
        Commands.Word(
            $"{average}:TCONtrol", ["REPeat", "MOVing"], () => filter.IsRepeating ? "REP" : "MOV",
            word => Restarting(() => filter.IsRepeating = word == "REP"));
        Commands.Command($"{average}:COUNt", arguments =>
        {
            int count = (int)Math.Round(arguments.Number(string.Empty, 1, 100));
            Restarting(() => filter.Count = count);
        });
        Commands.Query($"{average}:COUNt", _ => $"{filter.Count}");
    }

    private void Restarting(Action change)
    {
        change();
        filter.Restart();
    }
}
