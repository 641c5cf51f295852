using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.Meters;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Nanovoltmeters.Keithley2000Twin>]

namespace Lab.Mocks.Nanovoltmeters;

/// <summary>Twin of the Keithley 2000 multimeter in its SCPI language, whose HI and LO are at the sample (model 2000 user's
/// manual, section 5).</summary>
/// <remarks>DC voltage alone is measured; other functions can be chosen and read an open input. The digital filter is kept and
/// answered, and averages nothing.</remarks>
public sealed class Keithley2000Twin : MeterTwin, IShippedTwin
{
    private const string LineFrequencyKey = "line_frequency";
    private const double ResolutionOfRange = 1e-6;

    private static readonly double[] Ranges = [0.1, 1, 10, 100, 1000];

    private readonly double lineHertz;
    private readonly MultimeterInput input;
    private readonly ScpiSettings kept;
    private readonly ScpiNumber cycles = new() { Minimum = () => 0.01, Maximum = () => 10, Default = 1 };
    private string function = "VOLT:DC";
    private double range = 1000;
    private bool autoRange = true;
    private bool autoZero = true;

    /// <summary>Creates the twin.</summary>
    public Keithley2000Twin(TwinContext context)
        : base(
            context,
            "KEITHLEY INSTRUMENTS INC.,MODEL 2000,1234147,A20 /A02",
            ["READing", "CHANnel", "UNITs"],
            longestBuffer: 1024,
            new MeterEvents(ReadingOverflow: 0, ReadingAvailable: 5, BufferFull: 9))
    {
        lineHertz = context.Settings.Get<Frequency>(LineFrequencyKey).Hertz;
        input = new MultimeterInput(context, Ranges, ResolutionOfRange);
        kept = new ScpiSettings(Commands);
        kept.Switch("[:SENSe[1]]:VOLTage[:DC]:REFerence:STATe");
        kept.Switch("[:SENSe[1]]:VOLTage[:DC]:AVERage:STATe");
        kept.Word("[:SENSe[1]]:VOLTage[:DC]:AVERage:TCONtrol", "MOVing", "REPeat");
        kept.Number("[:SENSe[1]]:VOLTage[:DC]:AVERage:COUNt", string.Empty, 1, 100, 10);
        kept.Switch(":DISPlay:ENABle", defaultValue: true);
        AddVoltage();
        AddTriggers();
        Reset();
        Triggers.SetContinuous(on: true, Clock.Now()); // as after power-on; *RST leaves it off
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keithley-2000",
        Rough = Manners,
        Settings = MultimeterInput.Keys,
        Create = context => new Keithley2000Twin(context),
    };

    // Identity of a recorded unit; a CR ends the messages of the family's serial line.
    private static RoughManners Manners => new()
    {
        Identity = "KEITHLEY INSTRUMENTS INC.,MODEL 2000,1053308,A19  /A02",
        Terminator = "\r\n",
        Latency = Duration.FromMilliseconds(10), // [assumption]
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            ":SENS:FUNC 'FRES';:SENS:VOLT:AVER:STAT 1;:SENS:VOLT:REF:STAT 1;:SYST:AZER:STAT 0;:SENS:VOLT:NPLC 0.1",
            ":INIT:CONT 0;:TRIG:SOUR BUS;COUN 10;:SAMP:COUN 5;:FORM:ELEM READ,UNIT",
            ":NONSENSE",
        ],
    };

    /// <inheritdoc/>
    protected override Duration ConversionTime => Duration.FromSeconds(cycles.Value / lineHertz * (autoZero ? 2 : 1));

    /// <inheritdoc/>
    protected override string Format(double value) => ScientificText.Of(value, 8);

    /// <inheritdoc/>
    protected override void Reset()
    {
        (function, range, autoRange, autoZero) = ("VOLT:DC", 1000, true, true);
        cycles.Value = cycles.Default;
        kept.Reset();
        ResetMeter("READing");
    }

    /// <inheritdoc/>
    protected override MeterReading? Convert()
    {
        double value = function == "VOLT:DC"
            ? input.Digitize(cycles.Value, Duration.FromSeconds(cycles.Value / lineHertz), autoRange ? null : range)
            : double.PositiveInfinity;
        return new MeterReading(value, [FormatReading(value), "0", "VDC"]);
    }

    private void AddVoltage()
    {
        const string voltage = "[:SENSe[1]]:VOLTage[:DC]";
        Commands.Command("[:SENSe[1]]:FUNCtion", arguments =>
            function = arguments.Take().Text.ToUpperInvariant() switch
            {
                "VOLT" or "VOLT:DC" or "VOLTAGE" or "VOLTAGE:DC" => "VOLT:DC",
                "CURR" or "CURR:DC" => "CURR:DC",
                "RES" => "RES",
                "FRES" => "FRES",
                _ => throw ScpiErrorException.IllegalParameter(),
            });
        Commands.Query("[:SENSe[1]]:FUNCtion", _ => $"\"{function}\"");
        Commands.Command($"{voltage}:RANGe[:UPPer]", arguments =>
        {
            double wanted = Math.Abs(arguments.Number("V", -1010, 1010));
            range = Ranges.FirstOrDefault(each => each >= wanted, Ranges[^1]);
            autoRange = false;
        });
        Commands.Query($"{voltage}:RANGe[:UPPer]", _ => Format(range));
        Commands.Switch($"{voltage}:RANGe:AUTO", () => autoRange, on => autoRange = on);
        Commands.Number($"{voltage}:NPLCycles", cycles);
        Commands.Switch(":SYSTem:AZERo[:STATe]", () => autoZero, on => autoZero = on);
    }

    private void AddTriggers()
    {
        Commands.Switch(":INITiate:CONTinuous", () => Triggers.IsContinuous, on => Triggers.SetContinuous(on, Clock.Now()));
        Commands.Word(
            ":TRIGger:SOURce", ["IMMediate", "EXTernal", "BUS"], () => Triggers.Source, source => Triggers.Source = source);
        Commands.Command(
            ":TRIGger:COUNt", arguments => Triggers.TriggerCount = arguments.NumberOrInfinity(string.Empty, 1, 9999));
        Commands.Query(":TRIGger:COUNt", _ => Format(Math.Min(Triggers.TriggerCount, 9.9e37)));
        Commands.Command(
            ":TRIGger[:SEQuence[1]]:DELay",
            arguments => Triggers.Delay = Duration.FromSeconds(arguments.Number("s", 0, 999999.999)));
        Commands.Query(":TRIGger[:SEQuence[1]]:DELay", _ => Format(Triggers.Delay.Seconds));
        Commands.Command(":SAMPle:COUNt", arguments => Triggers.SampleCount = (int)arguments.Number(string.Empty, 1, 1024));
        Commands.Query(":SAMPle:COUNt", _ => $"{Triggers.SampleCount}");
    }
}
