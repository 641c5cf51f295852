using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Electromagnets.KepcoBopBit4886Twin>]

namespace Lab.Mocks.Electromagnets;

/// <summary>
/// Twin of a Kepco BOP 20-20 power supply (±20 V, ±20 A) with the BIT 4886 interface card, on the coils of the magnet.
/// </summary>
/// <remarks>
/// <para>The commands are those of the BIT 4886 operator manual (243-1303). After power-on and <c>*RST</c> the output is off and
/// both channels are at 0; what is programmed takes effect when the output is on. In current mode <c>CURRent</c> is the set-point
/// and <c>VOLTage</c> the limit, in voltage mode the other way round. Switching the mode while the set-point is not zero is
/// refused with -221: the manual only advises against it.</para>
/// <para>Set-points and readings are multiples of one 32768th of the full scale, so that a read-back differs a little from what
/// was written, as in the manual's <c>VOLT 14;VOLT?</c> → <c>1.39997E1</c> [assumption: the card's resolution is 16 bits of ±
/// full scale, its calibration is perfect]. The list mode is not there.</para>
/// </remarks>
public sealed class KepcoBopBit4886Twin : ScpiTwin, IShippedTwin
{
    private const double FullScaleVolts = 20;
    private const double FullScaleAmperes = 20;
    private const int StepsOfFullScale = 32768;

    // Bits of the operation and the questionable register.
    private const int ConstantVoltage = 8;
    private const int ConstantCurrent = 10;
    private const int VoltageError = 0;
    private const int CurrentError = 1;

    private readonly ScpiNumber voltage = Channel("V", FullScaleVolts, () => FullScaleVolts);
    private readonly ScpiNumber current;
    private readonly ScpiRegister operation;
    private readonly ScpiRegister questionable;
    private readonly Duration readBackTime;
    private bool isCurrentMode;
    private bool output;
    private int range = 1;
    private string listMode = "FIX";

    /// <summary>Creates the twin.</summary>
    public KepcoBopBit4886Twin(TwinContext context)
        : base(context, "KEPCO,BIT 4886 20-20  08-04-2023,E123456,4.04-1.82")
    {
        current = Channel("A", FullScaleAmperes, () => FullScaleAmperes / range);
        readBackTime = context.Rough?.ReadBackTime ?? default;
        if (readBackTime.Seconds > 0)
        {
            Stage.KeepPast(Name, readBackTime);
        }

        Commands.Command("[:SOURce]:FUNCtion:MODE", arguments => SwitchMode(arguments.Word("VOLTage", "CURRent") == "CURR"));
        Commands.Query("[:SOURce]:FUNCtion:MODE", _ => isCurrentMode ? "1" : "0");
        Commands.Number("[:SOURce]:VOLTage[:LEVel[:IMMediate[:AMPLitude]]]", voltage, Changed);
        Commands.Number("[:SOURce]:CURRent[:LEVel[:IMMediate[:AMPLitude]]]", current, () =>
        {
            // A list has the current of its own [assumption: it answers as for other conflicts].
            if (listMode != "FIX")
            {
                throw ScpiErrorException.SettingsConflict();
            }

            Changed();
        });
        Commands.Switch(":OUTPut[:STATe]", () => output, on =>
        {
            output = on;
            Changed();
        });
        Commands.Query(":MEASure[:SCALar]:CURRent[:DC]", _ => Format(Rounded(ReadBackAmperes(), FullScaleAmperes)));
        Commands.Query(
            ":MEASure[:SCALar][:VOLTage][:DC]", _ => Format(Rounded(Stage.Sense(Name, Sensed.Voltage), FullScaleVolts)));
        Commands.Query(":DIAGnostic:TST", _ => "0");
        Commands.Command(
            "[:SOURce]:CURRent[:LEVel]:RANGe", arguments => range = arguments.Number(string.Empty, 1, 4) < 2.5 ? 1 : 4);
        Commands.Query("[:SOURce]:CURRent[:LEVel]:RANGe", _ => $"{range}");
        Commands.Word("[:SOURce]:CURRent:MODE", ["FIXed", "LIST", "TRANSient"], () => listMode, word => listMode = word);
        Commands.Command(":SYSTem:BEEP", _ => { });
        Commands.Command(":SYSTem:REMote", arguments => _ = arguments.Number(string.Empty, 0, 2));
        operation = AddRegister(":STATus:OPERation", summaryBit: 7);
        questionable = AddRegister(":STATus:QUEStionable", summaryBit: 3);
        Changed();
    }

    /// <inheritdoc/>
    /// <remarks>It does nothing by chance and nothing by itself.</remarks>
    public override bool IsRenewedByShot => true;

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "kepco-bop-bit4886",
        Rough = RoughCatalog.KepcoBopBit4886,
        Create = context => new KepcoBopBit4886Twin(context),
    };

    /// <inheritdoc/>
    public override int InputBufferLength => 253;

    /// <inheritdoc/>
    protected override void Reset()
    {
        isCurrentMode = false;
        output = false;
        range = 1;
        listMode = "FIX";
        voltage.Value = 0;
        current.Value = 0;
        Changed();
    }

    /// <summary>Updates the conditions: which channel regulates, and whether it is where it was set.</summary>
    protected override void CatchUp()
    {
        bool atVoltage = Math.Abs(Stage.Sense(Name, Sensed.Voltage)) >= Math.Abs(voltage.Value) * (1 - (1.0 / StepsOfFullScale));
        bool atCurrent = Math.Abs(Stage.Sense(Name, Sensed.Current)) >= Math.Abs(current.Value) * (1 - (1.0 / StepsOfFullScale));
        operation.Set(ConstantCurrent, output && (isCurrentMode ? !atVoltage || atCurrent : atCurrent));
        operation.Set(ConstantVoltage, output && (isCurrentMode ? atVoltage && !atCurrent : !atCurrent));
        questionable.Set(CurrentError, output && isCurrentMode && atVoltage && !atCurrent);
        questionable.Set(VoltageError, output && !isCurrentMode && atCurrent && !atVoltage);
    }

    private static ScpiNumber Channel(string unit, double fullScale, Func<double> most) => new()
    {
        Unit = unit,
        Minimum = () => -most(),
        Maximum = most,
        Default = 0,
        Format = value => Format(Rounded(value, fullScale)),
    };

    private static double Rounded(double value, double fullScale) =>
        Math.Round(value / fullScale * StepsOfFullScale) / StepsOfFullScale * fullScale;

    private static string Format(double value) => value.ToString("0.#####E0");

    private double ReadBackAmperes() => Stage.Sense(Name, Sensed.Current, readBackTime);

    private void SwitchMode(bool toCurrent)
    {
        double setPoint = isCurrentMode ? current.Value : voltage.Value;
        if (toCurrent != isCurrentMode && output && setPoint != 0)
        {
            throw ScpiErrorException.SettingsConflict();
        }

        isCurrentMode = toCurrent;
        Changed();
    }

    private void Changed()
    {
        double volts = Rounded(voltage.Value, FullScaleVolts);
        double amperes = Rounded(current.Value, FullScaleAmperes);
        if (!output)
        {
            // The output stays connected and is programmed to zero: the current decays as fast as the full voltage brings it
            // down.
            Stage.Drive(Name, new DirectCurrent(default) { Compliance = Voltage.FromVolts(FullScaleVolts) });
        }
        else if (isCurrentMode)
        {
            Stage.Drive(
                Name, new DirectCurrent(Current.FromAmperes(amperes)) { Compliance = Voltage.FromVolts(Math.Abs(volts)) });
        }
        else
        {
            // In voltage mode the voltage drives the current until the coil's resistance or the limit stops it.
            Stage.Drive(
                Name, new DirectCurrent(
                    Current.FromAmperes(Math.CopySign(amperes, volts)))
                { Compliance = Voltage.FromVolts(Math.Abs(volts)) });
        }
    }
}
