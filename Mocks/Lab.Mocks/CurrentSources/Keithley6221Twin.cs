using Lab.Instruments.Clocks;
using Lab.Mocks.Meters;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.CurrentSources.Keithley6221Twin>]

namespace Lab.Mocks.CurrentSources;

/// <summary>Twin of the Keithley 6221 current source. Its interlock is closed.</summary>
/// <remarks>A sweep moves the current on the sample stage whenever the twin is spoken to.</remarks>
public class Keithley6221Twin : ScpiTwin, IShippedTwin
{
    /// <summary>The clock counts nanoseconds: what is due within one is due.</summary>
    internal const double TickSeconds = 1e-9;

    private const int InCompliance = 3;

    /// <summary>Operation register, bit 10: nothing is under way that moves the current.</summary>
    private const int Idle = 10;

    /// <summary>A range gives up to 105 % of its name.</summary>
    private const double Overrange = 1.05;

    private static readonly double[] Ranges = [2e-9, 20e-9, 200e-9, 2e-6, 20e-6, 200e-6, 2e-3, 20e-3, 0.1];

    private readonly ScpiRegister measurement;
    private readonly ScpiRegister operation;
    private readonly ScpiNumber current = Number("A", -0.105, 0.105, 0);
    private readonly ScpiNumber compliance = Number("V", 0.1, 105, 10);
    private readonly ScpiNumber delay = Number("s", 1e-3, 999999.999, 1);
    private readonly Keithley6221Wave wave;
    private readonly Keithley6221Sweep sweep;
    private readonly Keithley6221Delta delta;
    private readonly ILinkedMeter? nanovoltmeter;
    private readonly ScpiSettings kept;
    private double range;
    private bool autoRange;
    private bool output;
    private string response = "FAST";
    private string shield = "OLOW";
    private bool lowToEarth;
    private bool isFiltered;
    private bool display = true;

    /// <summary>Creates the twin, with nothing at its serial port.</summary>
    public Keithley6221Twin(TwinContext context)
        : this(context, nanovoltmeter: null)
    {
    }

    /// <summary>Creates the twin.</summary>
    /// <param name="context">Name, settings, stage and randomness.</param>
    /// <param name="nanovoltmeter">The meter at its serial port and trigger link; <see langword="null"/> for none.</param>
    private protected Keithley6221Twin(TwinContext context, ILinkedMeter? nanovoltmeter)
        : base(context, "KEITHLEY INSTRUMENTS INC.,MODEL 6221,1262210,D03  /700x ")
    {
        this.nanovoltmeter = nanovoltmeter;
        measurement = AddRegister(":STATus:MEASurement", 0);
        AddRegister(":STATus:QUEStionable", 3);
        operation = AddRegister(":STATus:OPERation", 7);
        wave = new Keithley6221Wave(Commands, () => Clock.Now().Seconds, () => Switch(on: true), Drive);
        sweep = new Keithley6221Sweep(
            Commands, () => Clock.Now().Seconds, () => delay.Value, () => compliance.Value);
        delta = new Keithley6221Delta(Commands, Clock, nanovoltmeter, operation, Drive);
        kept = new ScpiSettings(Commands);
        AddSourceCommands();
        AddOutputCommands();
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keithley-6221",
        Rough = RoughCatalog.Keithley6221,
        Create = context => new Keithley6221Twin(context),
    };

    internal static string Write(double value) =>
        ScientificText.Of(double.IsPositiveInfinity(value) ? 9.9e37 : value, 6);

    internal static ScpiNumber Number(string unit, double minimum, double maximum, double initial) => new()
    {
        Unit = unit,
        Minimum = () => minimum,
        Maximum = () => maximum,
        Default = initial,
        Format = Write,
    };

    /// <inheritdoc/>
    protected sealed override void Reset()
    {
        current.Value = current.Default;
        compliance.Value = compliance.Default;
        delay.Value = delay.Default;
        range = Ranges[^1];
        autoRange = false;
        output = false;
        response = "FAST";
        shield = "OLOW";
        lowToEarth = false;
        isFiltered = false;
        display = true;
        kept.Reset();
        wave.Reset();
        sweep.Reset();
        delta.Reset();
        Drive();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            nanovoltmeter?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    protected sealed override void CatchUp()
    {
        wave.CatchUp();
        if (sweep.IsRunning)
        {
            current.Value = sweep.CatchUp();
        }

        delta.CatchUp();
        Drive();
    }

    /// <inheritdoc/>
    protected sealed override void ClockRestarted()
    {
        wave.Stop();
        sweep.Stop();
        delta.Stop();
    }

    private void Drive()
    {
        OperatingPoint point = output
            ? OperatingPoint.OfCurrentSource(
                wave.IsRunning ? wave.OffsetAmperes : delta.IsArmed ? delta.Amperes : current.Value,
                sweep.IsRunning ? sweep.ComplianceVolts : compliance.Value,
                Stage.LoadOf(Name).Resistance.Ohms)
            : default;
        Stage.Drive(Name, new DirectCurrent(Current.FromAmperes(point.Amperes)));
        measurement.Set(InCompliance, point.IsLimited);
        delta.IsLimited = point.IsLimited;
        operation.Set(Idle, !wave.IsRunning && !sweep.IsRunning && !delta.IsRunning);
    }

    private void Switch(bool on)
    {
        output = on;
        if (!on)
        {
            wave.Stop();
            sweep.Stop();
            delta.Stop();
        }

        CatchUp();
    }

    private void RequireStill()
    {
        if (wave.IsRunning || sweep.IsRunning || delta.IsArmed)
        {
            throw ScpiErrorException.SettingsConflict();
        }
    }

    private void SetCurrent(double amperes)
    {
        RequireStill();
        if (autoRange)
        {
            range = Array.Find(Ranges, candidate => Math.Abs(amperes) <= candidate * Overrange);
        }
        else if (!(Math.Abs(amperes) <= range * Overrange))
        {
            throw ScpiErrorException.OutOfRange();
        }

        current.Value = amperes;
        Drive();
    }

    private void AddSourceCommands()
    {
        Commands.Number("[:SOURce]:CURRent[:LEVel][:IMMediate][:AMPLitude]", current);
        Commands.Command(
            "[:SOURce]:CURRent[:LEVel][:IMMediate][:AMPLitude]", arguments => SetCurrent(arguments.Number("A", -0.105, 0.105)));
        Commands.Command("[:SOURce]:CURRent:RANGe", arguments =>
        {
            double wanted = Math.Abs(arguments.Number("A", -0.105, 0.105));
            double chosen = Array.Find(Ranges, candidate => wanted <= candidate * Overrange);
            range = Math.Abs(current.Value) <= chosen * Overrange ? chosen : throw ScpiErrorException.SettingsConflict();
            autoRange = false;
        });
        Commands.Query("[:SOURce]:CURRent:RANGe", _ => Write(range));
        Commands.Switch("[:SOURce]:CURRent:RANGe:AUTO", () => autoRange, on =>
        {
            autoRange = on;
            SetCurrent(current.Value);
        });
        Commands.Number("[:SOURce]:CURRent:COMPliance", compliance, Drive);
        Commands.Switch("[:SOURce]:CURRent:FILTer[:STATe]", () => isFiltered, on => isFiltered = on);
        Commands.Number("[:SOURce]:DELay", delay);
        Commands.Command(":INITiate[:IMMediate]", _ =>
        {
            if (delta.IsArmed)
            {
                delta.Start();
            }
            else
            {
                sweep.Start();
            }

            Switch(on: true);
        });
        Commands.Command(":SOURce:SWEep:ABORt", _ =>
        {
            sweep.Stop();
            bool wasArmed = delta.IsArmed;
            delta.Stop();
            if (wasArmed)
            {
                current.Value = 0; // delta mode leaves no direct current behind [assumption]
            }

            Drive();
        });
        Commands.Command("[:SOURce]:CLEar[:IMMediate]", _ =>
        {
            current.Value = 0;
            Switch(on: false);
        });
    }

    private void AddOutputCommands()
    {
        Commands.Switch(":OUTPut[:STATe]", () => output, Switch);
        Commands.Word(":OUTPut:RESPonse", ["FAST", "SLOW"], () => response, word => response = word);
        Commands.Word(":OUTPut:ISHield", ["GUARd", "OLOW"], () => shield, word => shield = word);
        Commands.Switch(":OUTPut:LTEarth", () => lowToEarth, on => lowToEarth = on);
        Commands.Query(":OUTPut:INTerlock:TRIPped", _ => "1");
        Commands.Command(":SYSTem:BEEPer[:IMMediate]", arguments =>
        {
            arguments.Number("Hz", 65, 2e6);
            arguments.Number("s", 0, 7.9);
        });
        Commands.Switch(":DISPlay:ENABle", () => display, on => display = on);
        Commands.Command(":SYSTem:PRESet", _ => Reset());
    }
}
