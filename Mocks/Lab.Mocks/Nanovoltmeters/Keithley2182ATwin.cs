using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.Meters;
using Lab.Mocks.Parts;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Nanovoltmeters.Keithley2182ATwin>]

namespace Lab.Mocks.Nanovoltmeters;

/// <summary>
/// Twin of the Keithley 2182A nanovoltmeter. Channel 1 reads the sample, channel 2 a short, and channel 0 the instrument's own
/// temperature; no thermocouple is connected.
/// </summary>
public sealed class Keithley2182ATwin : MeterTwin, ILinkedMeter, IShippedTwin
{
    private const string LineFrequencyKey = "line_frequency";
    private const string WhiteNoiseKey = "white_noise";
    private const string OffsetKey = "offset";
    private const string OffsetDriftKey = "offset_drift";

    /// <summary>The key of the 1/f noise.</summary>
    internal const string FlickerNoiseKey = "flicker_noise";

    /// <summary>Settling time that the analogue filter adds to each conversion (user's manual, section 3,
    /// Analog filter).</summary>
    private const double AnalogFilterSeconds = 0.125;

    /// <summary>Temperature inside an instrument that has warmed up [assumption].</summary>
    private const double InternalCelsius = 32;

    private readonly ScpiNumber cycles;
    private readonly ScpiNumber aperture;
    private readonly Keithley2182AChannel[] channels;
    private readonly double lineHertz;
    private readonly double whiteNoiseVolts;
    private readonly double offsetVolts;
    private readonly double driftVoltsPerRootSecond;
    private readonly RandomStream noise;
    private readonly RandomStream drift;
    private readonly FlickerNoise? flicker;
    private readonly ScpiSettings kept;
    private double driftedVolts;
    private double driftedUntilSeconds;
    private int channel = 1;
    private bool measuresTemperature;
    private bool autoZero = true;
    private bool frontAutoZero = true;
    private bool display = true;
    private bool statistics;
    private bool automaticDelay = true;

    /// <summary>Creates the twin.</summary>
    public Keithley2182ATwin(TwinContext context)
        : base(
            context,
            "KEITHLEY INSTRUMENTS INC.,MODEL 2182A,1182001,C02  /A02",
            ["READing", "CHANnel", "UNITs"],
            longestBuffer: 1024,
            new MeterEvents(ReadingOverflow: 0, ReadingAvailable: 5, BufferFull: 9))
    {
        lineHertz = context.Settings.Get<Frequency>(LineFrequencyKey).Hertz;
        whiteNoiseVolts = context.Twin.Get<Voltage>(WhiteNoiseKey).Volts;
        offsetVolts = context.Twin.Get<Voltage>(OffsetKey).Volts * context.Random("offset").NextGaussian();
        driftVoltsPerRootSecond = context.Twin.Get<Voltage>(OffsetDriftKey).Volts;
        noise = context.Random("noise");
        drift = context.Random("drift");
        double flickerVolts = context.Twin.Get<Voltage>(FlickerNoiseKey).Volts;
        flicker = flickerVolts > 0 ? new FlickerNoise(flickerVolts, context.Random("flicker"), Clock.Now().Seconds) : null;
        double mostCycles = lineHertz > 55 ? 60 : 50;
        cycles = new ScpiNumber { Minimum = () => 0.01, Maximum = () => mostCycles, Default = 5 };
        aperture = new ScpiNumber
        {
            Unit = "s",
            Minimum = () => 0.01 / lineHertz,
            Maximum = () => mostCycles / lineHertz,
            Default = 5 / lineHertz,
            Format = Write,
        };
        channels =
        [
            new Keithley2182AChannel(Commands, "[:CHANnel1]", 0.01, 0.1, 1, 10, 100),
            new Keithley2182AChannel(Commands, ":CHANnel2", 0.1, 1, 10),
        ];
        kept = new ScpiSettings(Commands);
        kept.Switch("[:SENSe[1]]:VOLTage[:DC]:RATio");
        kept.Switch("[:SENSe[1]]:VOLTage[:DC]:DELTa");
        kept.Switch(":CALCulate[1]:STATe");
        AddThermocouple(mostCycles);
        AddMeasurementCommands();
        AddTriggerCommands();
        AddSystemCommands();
        Reset();
        Triggers.SetContinuous(on: true, Clock.Now()); // as after power-on; *RST leaves it off
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keithley-2182a",
        Rough = RoughCatalog.Keithley2182A,
        Settings =
        [
            SettingKey.Quantity<Voltage>(
                WhiteNoiseKey,
                Voltage.FromVolts(30e-9),
                "Standard deviation of a reading that integrates over one period of the mains."),
            SettingKey.Quantity<Voltage>(
                OffsetKey, Voltage.FromVolts(100e-9), "Standard deviation of the constant offset that the seed draws."),
            SettingKey.Quantity<Voltage>(
                OffsetDriftKey, Voltage.FromVolts(20e-9), "Random walk of the offset after one second without autozero."),
            SettingKey.Between(
                FlickerNoiseKey,
                (Voltage?)default(Voltage),
                default,
                Voltage.FromVolts(1),
                "1/f noise: standard deviation of each octave from 1/8 s to 1024 s."),
        ],
        Create = context => new Keithley2182ATwin(context),
    };

    /// <inheritdoc/>
    protected override Duration ConversionTime => Duration.FromSeconds(
        (cycles.Value / lineHertz * (autoZero ? 2 : 1)) + (Input is { HasAnalogFilter: true } ? AnalogFilterSeconds : 0));

    /// <summary>The voltage input that is measured; <see langword="null"/> for a temperature.</summary>
    private Keithley2182AChannel? Input => channel == 0 || measuresTemperature ? null : channels[channel - 1];

    /// <inheritdoc/>
    /// <remarks>Without the instrument's own zero.</remarks>
    public Duration LinkedConversionTime => Duration.FromSeconds(cycles.Value / lineHertz);

    internal static string Write(double value) => ScientificText.Of(value, 8);

    /// <inheritdoc/>
    public double ConvertOnLink()
    {
        WalkOffset();
        return channels[0].Convert(Digitize(isSample: true));
    }

    /// <inheritdoc/>
    protected override string Format(double value) => Write(value);

    /// <inheritdoc/>
    protected override void Reset()
    {
        channel = 1;
        measuresTemperature = false;
        cycles.Value = cycles.Default;
        aperture.Value = aperture.Default;
        autoZero = true;
        frontAutoZero = true;
        display = true;
        statistics = false;
        automaticDelay = true;
        kept.Reset();
        foreach (Keithley2182AChannel input in channels)
        {
            input.Reset();
        }

        ResetMeter("READing");
    }

    /// <inheritdoc/>
    protected override void ClockRestarted()
    {
        base.ClockRestarted();
        driftedUntilSeconds = Clock.Now().Seconds;
    }

    /// <inheritdoc/>
    protected override MeterReading? Convert()
    {
        WalkOffset();
        double? value = Input is { } input
            ? input.Read(Digitize(channel == 1))
            : channel == 0 ? InternalCelsius : double.PositiveInfinity; // an open thermocouple input is over range
        return value is { } reading
            ? new MeterReading(
                reading,
                [FormatReading(reading), $"{channel}", Input is null ? "C" : "VDC"])
            : null;
    }

    /// <summary>Empties a repeating filter, which averages what comes after the trigger;
    /// a moving one goes on from where it is.</summary>
    protected override void Starting()
    {
        if (Input is { Filter.IsRepeating: true } input)
        {
            input.Filter.Restart();
        }
    }

    /// <summary>The voltage at the converter: signal, offset, and noise that falls with the root of the integration
    /// time.</summary>
    private double Digitize(bool isSample)
    {
        double integrationSeconds = cycles.Value / lineHertz;
        double johnsonVolts = isSample
            ? Stage.LoadOf(Name).JohnsonVoltsPerRootHertz * Math.Sqrt(1 / (2 * integrationSeconds))
            : 0;
        double whiteVolts = whiteNoiseVolts / Math.Sqrt(cycles.Value);
        double noiseVolts = Math.Sqrt((whiteVolts * whiteVolts) + (johnsonVolts * johnsonVolts)) * noise.NextGaussian();
        double signalVolts = isSample ? Stage.Sense(Name, Sensed.Voltage, Duration.FromSeconds(integrationSeconds)) : 0;
        return signalVolts + offsetVolts + driftedVolts + noiseVolts + (flicker?.ValueAt(Clock.Now().Seconds) ?? 0);
    }

    private void WalkOffset()
    {
        double now = Clock.Now().Seconds;
        driftedVolts = autoZero
            ? 0
            : driftedVolts + (driftVoltsPerRootSecond * Math.Sqrt(now - driftedUntilSeconds) * drift.NextGaussian());
        driftedUntilSeconds = now;
    }

    private void AddMeasurementCommands()
    {
        Commands.Command(
            "[:SENSe[1]]:CHANnel", arguments => Remeasure(() => channel = (int)arguments.Number(string.Empty, 0, 2)));
        Commands.Query("[:SENSe[1]]:CHANnel", _ => $"{channel}");
        Commands.Command("[:SENSe[1]]:FUNCtion", arguments =>
        {
            string function = arguments.Take().Text.ToUpperInvariant();
            Remeasure(() => measuresTemperature = function switch
            {
                "VOLT" or "VOLTAGE" or "VOLT:DC" or "VOLTAGE:DC" => false,
                "TEMP" or "TEMPERATURE" => true,
                _ => throw ScpiErrorException.IllegalParameter(),
            });
        });
        Commands.Query("[:SENSe[1]]:FUNCtion", _ => measuresTemperature ? "\"TEMP\"" : "\"VOLT:DC\"");
        Commands.Number(
            "[:SENSe[1]]:VOLTage[:DC]:NPLCycles", cycles, () => Remeasure(() => aperture.Value = cycles.Value / lineHertz));
        Commands.Number(
            "[:SENSe[1]]:VOLTage[:DC]:APERture", aperture, () => Remeasure(() => cycles.Value = aperture.Value * lineHertz));
        Commands.Command(":CONFigure[:VOLTage[:DC]]", _ => ConfigureVoltage());
        Commands.Query(":MEASure[:VOLTage[:DC]]", (_, cancellationToken) =>
        {
            ConfigureVoltage();
            return ReadAsync(cancellationToken);
        });
        AddStatistics(":CALCulate2");
        Commands.Switch(":CALCulate2:STATe", () => statistics, on => statistics = on);
        Commands.Command(":CALCulate2:IMMediate", _ => { });
        Commands.Query(":CALCulate2:IMMediate", _ => Statistics());
    }

    // No thermocouple is connected: how one would be read is kept and answered.
    private void AddThermocouple(double mostCycles)
    {
        kept.Number("[:SENSe[1]]:TEMPerature:NPLCycles", string.Empty, 0.01, mostCycles, 5);
        kept.Word("[:SENSe[1]]:TEMPerature:TCouple[:TYPE]", "J", "K", "T", "E", "R", "S", "B", "N");
        kept.Word("[:SENSe[1]]:TEMPerature:RJUNction:RSELect", "INTernal", "SIMulated");
        kept.Number("[:SENSe[1]]:TEMPerature:RJUNction:SIMulated", "C", 0, 60, 23);
        Commands.Query("[:SENSe[1]]:TEMPerature:RTEMperature", _ => Write(InternalCelsius));
    }

    private void AddTriggerCommands()
    {
        Commands.Switch(":INITiate:CONTinuous", () => Triggers.IsContinuous, on => Triggers.SetContinuous(on, Clock.Now()));
        Commands.Word(
            ":TRIGger:SOURce",
            ["IMMediate", "TIMer", "MANual", "BUS", "EXTernal"],
            () => Triggers.Source,
            source => Retrigger(() => Triggers.Source = source));
        Commands.Command(
            ":TRIGger:COUNt", arguments => Triggers.TriggerCount = arguments.NumberOrInfinity(string.Empty, 1, 9999));
        Commands.Query(
            ":TRIGger:COUNt", _ => Triggers.TriggerCount < double.PositiveInfinity ? $"{Triggers.TriggerCount}" : "+9.9e37");
        Commands.Command(":TRIGger:DELay", arguments =>
        {
            Triggers.Delay = Duration.FromSeconds(arguments.Number("s", 0, 999999.999));
            automaticDelay = false;
        });
        Commands.Switch(":TRIGger:DELay:AUTO", () => automaticDelay, on => automaticDelay = on);
        Commands.Query(":TRIGger:DELay", _ => $"{Triggers.Delay.Seconds:R}");
        Commands.Command(
            ":TRIGger:TIMer", arguments => Triggers.Timer = Duration.FromSeconds(arguments.Number("s", 0.001, 999999.999)));
        Commands.Query(":TRIGger:TIMer", _ => $"{Triggers.Timer.Seconds:R}");
        Commands.Command(":SAMPle:COUNt", arguments => Triggers.SampleCount = (int)arguments.Number(string.Empty, 1, 1024));
        Commands.Query(":SAMPle:COUNt", _ => $"{Triggers.SampleCount}");
    }

    private void AddSystemCommands()
    {
        Commands.Switch(":SYSTem:AZERo[:STATe]", () => autoZero, on => Remeasure(() => autoZero = on));
        Commands.Switch(":SYSTem:FAZero[:STATe]", () => frontAutoZero, on => frontAutoZero = on);
        Commands.Query(":SYSTem:LFRequency", _ => $"{lineHertz}");
        Commands.Switch(":DISPlay:ENABle", () => display, on => display = on);
        Commands.Command(":SYSTem:PRESet", _ =>
        {
            Reset();
            Triggers.SetContinuous(on: true, Clock.Now());
        });
    }

    private void ConfigureVoltage()
    {
        Triggers.TriggerCount = 1;
        Triggers.SampleCount = 1;
        Triggers.Source = "IMM";
        Triggers.Delay = default;
        Triggers.SetContinuous(on: false, Clock.Now());
        measuresTemperature = false;
    }

    // What was converted with other settings is not averaged with what comes.
    private void Remeasure(Action change)
    {
        change();
        Input?.Filter.Restart();
        Retrigger(() => { });
    }

    private void Retrigger(Action change)
    {
        change();
        if (Triggers.IsContinuous)
        {
            Triggers.Abort(Clock.Now());
        }
    }
}
