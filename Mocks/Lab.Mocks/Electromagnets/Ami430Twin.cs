using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Wires;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Electromagnets.Ami430Twin>]

namespace Lab.Mocks.Electromagnets;

/// <summary>Twin of an American Magnetics Model 430 programmer with a supply of ±100 A, on the coils of the magnet.</summary>
/// <remarks>
/// <para>The commands are those of the Model 430 manual, chapter 4. A ramp goes by itself at the rate of segment 1, toward the
/// target or, after <c>ZERO</c>, toward zero. A persistent switch that is cold keeps the current of the magnet, whatever the
/// supply does; it opens the circuit of the supply when its heating time has passed.</para>
/// <para>A quench brings the current to zero as fast as the coils let it, and stays until <c>QU 0</c>. Further segments, external
/// ramp-down and the table of quenches are not there.</para>
/// </remarks>
public sealed class Ami430Twin : ScpiTwin, IShippedTwin
{
    private const string SwitchKey = "switch";
    private const string QuenchKey = "quench_above";

    private const double LargestAmperes = 100;

    // States.
    private const int Ramping = 1;
    private const int Holding = 2;
    private const int Paused = 3;
    private const int Zeroing = 6;
    private const int Quenched = 7;
    private const int AtZero = 8;
    private const int Heating = 9;
    private const int Cooling = 10;

    private readonly bool hasSwitch;
    private readonly double quenchAmperes;
    private RampedCurrent ramp = RampedCurrent.Constant(default);
    private int mode;
    private double targetAmperes;
    private double rate;
    private bool isPerMinute;
    private bool isTesla;
    private double coil;
    private double currentLimit;
    private double voltageLimit;
    private bool isHeated;
    private double switchedSeconds;
    private double heatTime;
    private double coolTime;
    private double persistentAmperes;
    private bool isCold;

    /// <summary>Creates the twin.</summary>
    public Ami430Twin(TwinContext context)
        : base(context, "AMERICAN MAGNETICS INC.,MODEL 430,1.62")
    {
        hasSwitch = context.Twin.Get<bool>(SwitchKey);
        double most = context.Twin.Get<Current>(QuenchKey).Amperes;
        quenchAmperes = most > 0 ? most : double.PositiveInfinity;
        isCold = hasSwitch;
        AddSetUp();
        AddRamps();
        AddSwitch();
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "ami-430",
        Rough = Manners,
        Settings =
        [
            SettingKey.Switch(SwitchKey, defaultValue: false, "Whether the magnet has a persistent switch."),
            SettingKey.NotNegative<Current>(
                QuenchKey, default(Current), "Current of either sign at which the magnet quenches; 0 for none."),
        ],
        Create = context => new Ami430Twin(context),
    };

    // Greeting and CR LF of port 7180 (public drivers); minutes and a fast rate of a user before.
    private static RoughManners Manners => new()
    {
        Identity = "AMERICAN MAGNETICS INC.,MODEL 430,2.65",
        Terminator = "\r\n",
        Latency = Duration.FromMilliseconds(3), // [assumption]
        Serial = new SerialSettings { Baud = 115_200, Flow = "rts-cts", Terminator = "crlf" },
        EarlierUser = ["*ESE 255", "CONF:RAMP:RATE:UNITS 1", "CONF:RAMP:RATE:CURR 1,30,60", "CONF:FIELD:UNITS 1", "NONSENSE"],
    };

    private double Now => Clock.Now().Seconds;

    private double SupplyAmperes => ramp.At(Now).Amperes;

    private double MagnetAmperes => isCold ? persistentAmperes : Stage.Sense(Name, Sensed.Current);

    private double AmperesPerSecond => isPerMinute ? rate / 60 : rate;


    private double SwitchTime => isHeated ? heatTime : coolTime;

    private bool IsSwitching => hasSwitch && Now < switchedSeconds + SwitchTime;

    private int State => mode == Quenched ? Quenched
        : IsSwitching ? (isHeated ? Heating : Cooling)
        : mode is Ramping or Zeroing && Now < ramp.EndSeconds ? mode
        : mode == Ramping ? Holding
        : mode == Zeroing ? AtZero
        : Paused;

    /// <inheritdoc/>
    protected override void Reset()
    {
        mode = Paused;
        targetAmperes = 0;
        (rate, isPerMinute, isTesla) = (0.1, false, false);
        (coil, currentLimit, voltageLimit) = (0.05, 80, 5);
        (heatTime, coolTime, switchedSeconds) = (20, 20, double.NegativeInfinity);
        isHeated = false;
        Go(SupplyAmperes);
    }

    /// <summary>The switch warms and cools, and the magnet quenches, between commands.</summary>
    protected override void CatchUp()
    {
        if (hasSwitch && !IsSwitching && isCold == isHeated)
        {
            persistentAmperes = MagnetAmperes;
            isCold = !isHeated;
            Tell();
        }

        if (Math.Abs(MagnetAmperes) > quenchAmperes && mode != Quenched)
        {
            mode = Quenched;
            ramp = RampedCurrent.Constant(default);
            persistentAmperes = 0;
            Tell();
        }
    }

    private static string Text(double value) => value.ToString("0.0000##", CultureInfo.InvariantCulture);

    private void AddSetUp()
    {
        Pair("RAMP:RATE:UNITS", () => isPerMinute ? 1 : 0, value => isPerMinute = value != 0, 0, 1);
        Pair("FIELD:UNITS", () => isTesla ? 1 : 0, value => isTesla = value != 0, 0, 1);
        Pair("RAMP:RATE:SEGments", () => 1, _ => { }, 1, 10);
        Pair("COILconst", () => coil, value => coil = value, 1e-3, 1e3);
        Pair("CURRent:LIMit", () => currentLimit, value => currentLimit = value, 0, LargestAmperes);
        Pair("VOLTage:LIMit", () => voltageLimit, value => voltageLimit = value, 1e-3, 20);
        Pair("CURRent:TARGet", () => targetAmperes, Aim, -LargestAmperes, LargestAmperes);
        Pair("FIELD:TARGet", () => targetAmperes * coil, value => Aim(value / coil), -1e3, 1e3);
        Commands.Command("CONFigure:RAMP:RATE:CURRent", arguments => TakeRate(arguments, scale: 1));
        Commands.Command("CONFigure:RAMP:RATE:FIELD", arguments => TakeRate(arguments, scale: 1 / coil));
        Commands.Query("RAMP:RATE:CURRent:1", _ => $"{Text(rate)},{Text(LargestAmperes)}");
        Commands.Query("RAMP:RATE:FIELD:1", _ => $"{Text(rate * coil)},{Text(LargestAmperes * coil)}");
        Commands.Command("SYSTem:REMote", _ => { });
        Commands.Command("SYSTem:LOCal", _ => { });
    }

    private void AddRamps()
    {
        Commands.Query("CURRent:MAGnet", _ => Text(MagnetAmperes));
        Commands.Query("CURRent:SUPPly", _ => Text(SupplyAmperes));
        Commands.Query("FIELD:MAGnet", _ => Text(MagnetAmperes * coil));
        Commands.Query("VOLTage:MAGnet", _ => Text(isCold ? 0 : Stage.Sense(Name, Sensed.Voltage)));
        Commands.Query("VOLTage:SUPPly", _ => Text(isCold ? 0 : Stage.Sense(Name, Sensed.Voltage)));
        Commands.Query("STATE", _ => $"{State}");
        Commands.Command("RAMP", _ => Start(Ramping, targetAmperes));
        Commands.Command("ZERO", _ => Start(Zeroing, 0));
        Commands.Command("PAUSE", _ => Start(Paused, SupplyAmperes));
        Commands.Query("QUench", _ => mode == Quenched ? "1" : "0");
        Commands.Command("QUench", arguments => mode = arguments.Switch() ? Quenched : Paused);
    }

    private void AddSwitch()
    {
        Commands.Query("PERSistent", _ => hasSwitch && isCold && Math.Abs(persistentAmperes) > 1e-3 ? "1" : "0");
        Commands.Query("PSwitch:INSTalled", _ => hasSwitch ? "1" : "0");
        Commands.Query("PSwitch", _ => hasSwitch && isHeated ? "1" : "0");
        Commands.Command("PSwitch", arguments =>
        {
            bool heats = arguments.Switch();
            if (!hasSwitch || mode == Quenched)
            {
                throw ScpiErrorException.SettingsConflict();
            }

            switchedSeconds = heats == isHeated ? switchedSeconds : Now;
            isHeated = heats;
        });
        Pair("PSwitch:HTIME", () => heatTime, value => heatTime = value, 5, 120);
        Pair("PSwitch:CTIME", () => coolTime, value => coolTime = value, 5, 3600);
    }

    private void Pair(string header, Func<double> get, Action<double> set, double least, double most)
    {
        bool isWhole = header.EndsWith("UNITS", StringComparison.Ordinal) || header.EndsWith("TIME", StringComparison.Ordinal)
            || header.EndsWith("SEGments", StringComparison.Ordinal);
        Commands.Query(header, _ => isWhole ? $"{get():0}" : Text(get()));
        Commands.Command($"CONFigure:{header}", arguments => set(arguments.Number(string.Empty, least, most)));
    }

    private void TakeRate(ScpiArguments arguments, double scale)
    {
        _ = arguments.Number(string.Empty, 1, 10);
        rate = arguments.Number(string.Empty, 1e-6, 1e3) * scale;
        _ = arguments.Number();
        Go(mode is Ramping or Zeroing && Now < ramp.EndSeconds ? ramp.To.Amperes : SupplyAmperes);
    }

    private void Aim(double amperes)
    {
        targetAmperes = Math.Abs(amperes) <= currentLimit ? amperes : throw ScpiErrorException.OutOfRange();
        if (mode == Ramping)
        {
            Go(targetAmperes);
        }
    }

    private void Start(int next, double amperes)
    {
        if (mode == Quenched)
        {
            throw ScpiErrorException.SettingsConflict();
        }

        mode = next;
        Go(amperes);
    }

    private void Go(double amperes)
    {
        ramp = new RampedCurrent(
            Current.FromAmperes(SupplyAmperes), Current.FromAmperes(amperes), Now, Math.Max(AmperesPerSecond, 1e-9));
        Tell();
    }

    private void Tell()
    {
        RampedCurrent flows = isCold ? RampedCurrent.Constant(Current.FromAmperes(persistentAmperes)) : ramp;
        Stage.Drive(Name, flows with { Compliance = Voltage.FromVolts(Math.Max(voltageLimit, 20 * (mode == Quenched ? 1 : 0))) });
    }
}
