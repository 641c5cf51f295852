using Lab.Instruments.Clocks;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.PulseGenerators.AvtechAvr3HeBTwin>]

namespace Lab.Mocks.PulseGenerators;

/// <summary>Twin of the Avtech AVR-3HE-B with both polarities (option -PN).</summary>
/// <remarks>The ranges are those of a generator of this class: 300 V of either sign, 2 ns to 100 µs, 1 Hz to 10 kHz [assumption];
/// a pulse may fill at most half of its period [assumption]. <c>TRIG:SOUR IMM</c> gives one pulse and leaves the source on hold
/// [assumption]. The high voltage follows its setting at once. The manual trigger is kept and never comes.</remarks>
public sealed class AvtechAvr3HeBTwin : ScpiTwin, IShippedTwin
{
    private const double LargestDuty = 0.5;

    private readonly ScpiNumber amplitude = Number("V", -300, () => 300, 0);
    private readonly ScpiNumber width;
    private readonly ScpiNumber delay = Number("s", -1, () => 1, 0);
    private readonly ScpiNumber frequency;
    private readonly ScpiSettings kept;
    private readonly PulseTrain train;
    private string trigger = "HOLD";
    private bool output;

    /// <summary>Creates the twin.</summary>
    public AvtechAvr3HeBTwin(TwinContext context)
        : base(context, "AVTECH ELECTROSYSTEMS,AVR-3HE-B-PN-BR,SN:13495,v6.2.17OL")
    {
        width = Number("s", 2e-9, () => Math.Min(100e-6, LargestDuty / frequency!.Value), 100e-9);
        frequency = Number("Hz", 1, () => Math.Min(10e3, LargestDuty / width.Value), 100);
        kept = new ScpiSettings(Commands);
        train = new PulseTrain(context, () => new PulseShape(amplitude.Value, width.Value, delay.Value));
        Commands.Number("[:SOURce]:VOLTage[:LEVel][:IMMediate][:AMPLitude]<1>", amplitude, Restart);
        Commands.Number("[:SOURce]:PULSe:WIDTh<1>", width, Restart);
        Commands.Number("[:SOURce]:PULSe:DELay<1>", delay);
        Commands.Number("[:SOURce]:FREQuency[:CW|:FIXed]", frequency, Restart);
        Commands.Command("[:SOURce]:PULSe:PERiod", arguments =>
        {
            frequency.Value = 1 / arguments.Number("s", 1 / frequency.Maximum(), 1 / frequency.Minimum());
            arguments.RequireEnd();
            Restart();
        });
        Commands.Query("[:SOURce]:PULSe:PERiod", _ => Write(1 / frequency.Value));
        Commands.Switch(":OUTPut[:STATe]", () => output, on =>
        {
            output = on;
            Restart();
        });
        Commands.Command(":TRIGger:SOURce", arguments =>
        {
            string source = arguments.Word("INTernal", "EXTernal", "MANual", "HOLD", "IMMediate");
            arguments.RequireEnd();
            SetTrigger(source);
        });
        Commands.Query(":TRIGger:SOURce", _ => trigger);
        kept.Number("[:SOURce]:PULSe:COUNt", string.Empty, 1, 500, 1);
        kept.Number("[:SOURce]:PULSe:SEParation", "s", 0, 1, 5e-6);
        kept.Word("[:SOURce]:PULSe:HOLD", "WIDTh", "DCYCle");
        kept.Word("[:SOURce]:PULSe:GATE:TYPE", "ASYNc", "SYNC");
        kept.Word("[:SOURce]:PULSe:GATE:LEVel", "HIgh", "LOw");
        kept.Number(":OUTPut:LOAD", "OHM", 50, 1e6, 50);
        SwitchToDefaults();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "avtech-avr-3he-b",
        Rough = RoughCatalog.AvtechAvr3HeB,
        Settings = [PulseTrain.Cable],
        Create = context => new AvtechAvr3HeBTwin(context),
    };

    /// <inheritdoc/>
    public override bool IsRenewedByShot => !train.IsRunning;

    /// <inheritdoc/>
    protected override void Reset() => SwitchToDefaults();

    /// <inheritdoc/>
    protected override void CatchUp() => train.CatchUp();

    /// <inheritdoc/>
    protected override void ClockRestarted() => Restart();

    private static ScpiNumber Number(string unit, double minimum, Func<double> maximum, double defaultValue) => new()
    {
        Unit = unit,
        Minimum = () => minimum,
        Maximum = maximum,
        Default = defaultValue,
        Value = defaultValue,
        Format = Write,
    };

    /// <summary>The format of the manual's examples: <c>4.0000e-08</c>, and <c>0.0000</c> for zero.</summary>
    private static string Write(double value) => value == 0 ? "0.0000" : value.ToString("0.0000e+00");

    private void SetTrigger(string source)
    {
        if (source != "IMM")
        {
            trigger = source;
            Restart();
        }
        else if (trigger != "HOLD")
        {
            throw ScpiErrorException.SettingsConflict();
        }
        else
        {
            train.Fire();
        }
    }

    private void Restart() => train.Restart(output, trigger == "INT" ? 1 / frequency.Value : null, trigger == "EXT");

    private void SwitchToDefaults()
    {
        kept.Reset();
        output = false;
        trigger = "HOLD";
        foreach (ScpiNumber number in (ScpiNumber[])[amplitude, width, delay, frequency])
        {
            number.Value = number.Default;
        }

        Restart();
    }
}
