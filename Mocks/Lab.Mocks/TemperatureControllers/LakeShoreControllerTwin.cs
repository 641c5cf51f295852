using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.TemperatureControllers;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Mocks.TemperatureControllers;

/// <summary>The part that twins of Lake Shore temperature controllers have in common: readings, loop 1, its ramp and its
/// heater. Thermometers that nothing is wired to are not there.</summary>
/// <remarks>IEEE 488.2 without an error queue. Curves, zones, alarms, relays and analogue outputs are not there.</remarks>
public abstract class LakeShoreControllerTwin : ScpiTwin
{
    /// <summary>The key of the sensors' noise.</summary>
    protected const string NoiseKey = "noise";

    /// <summary>The key of a heater that is not connected.</summary>
    protected const string OpenHeaterKey = "open_heater";

    private const double ZeroCelsiusKelvin = 273.15;
    private const int OverRange = 1 << 7;

    private readonly RandomStream random;
    private readonly double noiseKelvin;
    private readonly bool isHeaterOpen;
    private readonly int inputs;

    /// <summary>Creates the twin and the commands that all of them know.</summary>
    /// <param name="context">Name, settings, stage and randomness.</param>
    /// <param name="identity">The answer to <c>*IDN?</c>.</param>
    /// <param name="inputs">How many thermometers it has.</param>
    protected LakeShoreControllerTwin(TwinContext context, string identity, int inputs)
        : base(context, identity, hasScpiTree: false)
    {
        ArgumentNullException.ThrowIfNull(context);
        this.inputs = inputs;
        random = context.Random("noise");
        noiseKelvin = context.Twin.Get<Temperature>(NoiseKey).Kelvin;
        isHeaterOpen = context.Twin.Get<bool>(OpenHeaterKey);
        Commands.Remove("*OPT");
        AddReadings();
        AddLoop();
    }

    /// <summary>The keys of bench files.</summary>
    protected static IReadOnlyList<SettingKey> Keys { get; } =
    [
        SettingKey.NotNegative<Temperature>(
            NoiseKey, Temperature.FromKelvin(1e-3), "Standard deviation of one reading of a thermometer."),
        SettingKey.Switch(OpenHeaterKey, defaultValue: false, "Whether the heater's cable is not plugged in."),
    ];

    /// <summary>The loop.</summary>
    private protected HeaterLoop Loop { get; } = new();

    /// <summary>The heater's range, by number.</summary>
    protected int Range { get; private set; }

    /// <summary>The powers of the ranges, W; the first is off.</summary>
    protected abstract IReadOnlyList<double> RangeWatts { get; }

    /// <summary>The thermometer of the loop, from 1.</summary>
    protected abstract int LoopInput { get; }

    /// <summary>The answer of a heater without cable.</summary>
    protected int HeaterFault => isHeaterOpen && Range > 0 ? 1 : 0;

    /// <summary>The manners that real units share.</summary>
    /// <param name="identity">Identity of a recorded unit.</param>
    /// <param name="earlierUser">The messages of the user before.</param>
    protected static RoughManners Manners(string identity, params IReadOnlyList<string> earlierUser) => new()
    {
        Identity = identity,
        MessageGap = Duration.FromMilliseconds(50),
        Latency = Duration.FromMilliseconds(15), // [assumption]
        Terminator = "\r\n",
        Serial = new SerialSettings { Baud = 57_600, DataBits = 7, Parity = "odd", Terminator = "crlf" },
        EarlierUser = earlierUser,
    };

    /// <inheritdoc/>
    protected override void Reset()
    {
        (Loop.Proportional, Loop.Integral, Loop.Derivative) = (50, 20, 0);
        (Loop.Ramps, Loop.KelvinPerMinute) = (false, 0.1);
        Loop.Aim(0);
        SetRange(0);
    }

    /// <inheritdoc/>
    protected override void CatchUp() => Sensed(LoopInput); // the stage runs the loop up to now

    /// <summary>Sets the heater's range.</summary>
    /// <param name="range">Its number; 0 is off.</param>
    protected void SetRange(int range)
    {
        Range = range;
        Loop.Restart();
        Loop.RangeWatts = isHeaterOpen ? 0 : RangeWatts[range];
        Stage.Drive(new Terminal(Name, TemperatureTerminals.Heater), new RegulatedHeat(Loop.WattsAt));
    }

    /// <summary>A whole number of a command.</summary>
    private protected static int Whole(ScpiArguments arguments, int minimum, int maximum) =>
        (int)Math.Round(arguments.Number(string.Empty, minimum, maximum));

    /// <summary>Takes the number of a loop or output; loop 1 alone is there.</summary>
    private protected static void TakeLoop(ScpiArguments arguments) => Whole(arguments, 1, 1);

    /// <summary>Takes the letter of a thermometer.</summary>
    /// <returns>Its number, from 1.</returns>
    private protected int TakeInput(ScpiArguments arguments)
    {
        string text = arguments.Take().Text.ToUpperInvariant();
        return text.Length == 1 && text[0] >= 'A' && text[0] < 'A' + inputs
            ? text[0] - 'A' + 1
            : throw ScpiErrorException.IllegalParameter();
    }

    /// <summary>Writes a number with its sign: <c>+295.123</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="form">The digits.</param>
    protected static string Show(double value, string form = "000.000") =>
        value.ToString($"+{form};-{form}", CultureInfo.InvariantCulture);

    private double Sensed(int input) =>
        Stage.Sense(new Terminal(Name, TemperatureTerminals.Input(input)), Stages.Sensed.Temperature);

    // An input without sensor answers zero, as if it were cold.
    private double Read(int input) => Sensed(input) is > 0 and var kelvin ? kelvin + (noiseKelvin * random.NextGaussian()) : 0;

    private void AddReadings()
    {
        Commands.Query("KRDG", arguments => Show(Read(TakeInput(arguments))));
        Commands.Query("CRDG", arguments =>
            Read(TakeInput(arguments)) is > 0 and var kelvin ? Show(kelvin - ZeroCelsiusKelvin) : Show(0));
        Commands.Query("RDGST", arguments => (Sensed(TakeInput(arguments)) > 0 ? 0 : OverRange).ToString("000"));
    }

    private void AddLoop()
    {
        Commands.Command("SETP", arguments =>
        {
            TakeLoop(arguments);
            Loop.Aim(arguments.Number(string.Empty, 0, 1500));
        });
        Commands.Query("SETP", arguments =>
        {
            TakeLoop(arguments);
            return Show(Loop.SetPoint);
        });
        Commands.Command("RAMP", arguments =>
        {
            TakeLoop(arguments);
            Loop.Ramps = Whole(arguments, 0, 1) == 1;
            Loop.KelvinPerMinute = arguments.Remaining > 0
                ? Math.Round(arguments.Number(string.Empty, 0, 100), 1)
                : Loop.KelvinPerMinute;
        });
        Commands.Query("RAMP", arguments =>
        {
            TakeLoop(arguments);
            return $"{(Loop.Ramps ? 1 : 0)},{Show(Loop.KelvinPerMinute, "000.0")}";
        });
        Commands.Query("RAMPST", arguments =>
        {
            TakeLoop(arguments);
            return Loop.IsRamping ? "1" : "0";
        });
        Commands.Command("PID", arguments =>
        {
            TakeLoop(arguments);
            Loop.Proportional = arguments.Number(string.Empty, 0.1, 1000);
            Loop.Integral = arguments.Number(string.Empty, 0, 1000);
            Loop.Derivative = arguments.Number(string.Empty, 0, 200);
        });
        Commands.Query("PID", arguments =>
        {
            TakeLoop(arguments);
            return $"{Show(Loop.Proportional, "0000.0")},{Show(Loop.Integral, "0000.0")},{Show(Loop.Derivative, "0000")}";
        });
    }
}
