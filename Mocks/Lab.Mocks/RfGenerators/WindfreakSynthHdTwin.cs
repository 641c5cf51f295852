using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.RfGenerators.WindfreakSynthHdTwin>]

namespace Lab.Mocks.RfGenerators;

/// <summary>Twin of a Windfreak SynthHD PRO v2: two outputs, of which the chosen one is connected to the sample.</summary>
/// <remarks>A message is a row of letters with numbers, and what the instrument does not know it passes over. The frequency is a
/// multiple of 0.1 Hz. Sweeps, tables and modulation but by pulses are kept and change nothing on the sample.</remarks>
public sealed partial class WindfreakSynthHdTwin : ScpiTwin, IShippedTwin
{
    private const string LevelErrorKey = "level_error";
    private const double GridHertz = 0.1;
    private const double LargestCalibratedHertz = 20e9;

    /// <summary>Largest level that can be held, dBm, at frequencies in Hz (data sheet, typical curve, by a public
    /// simulation).</summary>
    private static readonly (double Hertz, double Dbm)[] LargestLevels = [(6e9, 20), (12e9, 15), (20e9, 10), (24e9, 6)];

    private static readonly Duration LockTime = Duration.FromSeconds(100e-6);
    private static readonly Duration StartTime = Duration.FromMilliseconds(20);

    /// <summary>Letters whose values each output has, with their least and largest value, decimals, and value at
    /// power-on.</summary>
    private static readonly Dictionary<char, (double Least, double Most, int Decimals, double Initial)> OfAnOutput = new()
    {
        ['f'] = (10, 24_000, 8, 1000),
        ['W'] = (-70, 20, 3, -30),
        ['E'] = (0, 1, 0, 0),
        ['r'] = (0, 1, 0, 0),
        ['h'] = (0, 1, 0, 0),
        ['Z'] = (0, 3, 0, 3),
        ['a'] = (0, 4000, 0, 305),
        ['~'] = (0, 360, 4, 0),
        ['P'] = (1, 10e6, 0, 1),
        ['O'] = (2, 10e6, 0, 10),
        ['R'] = (1, 65_500, 0, 10),
        [':'] = (0, 1, 0, 0),
        ['l'] = (10, 24_000, 8, 1000),
        ['u'] = (10, 24_000, 8, 5000),
        ['s'] = (0, 24_000, 8, 200),
        ['t'] = (1, 10_000, 3, 1),
        ['['] = (-70, 20, 3, 0),
        [']'] = (-70, 20, 3, 0),
        ['^'] = (0, 1, 0, 1),
        ['<'] = (1, 5e6, 0, 20_000),
        ['>'] = (1, 5e7, 0, 20_000_000),
    };

    /// <summary>Letters whose values both outputs share.</summary>
    private static readonly Dictionary<char, (double Least, double Most, int Decimals, double Initial)> Shared = new()
    {
        ['C'] = (0, 1, 0, 0),
        ['x'] = (0, 2, 0, 1),
        ['*'] = (10, 100, 8, 27),
        ['w'] = (0, 9, 0, 0),
        ['g'] = (0, 1, 0, 0),
        ['c'] = (0, 1, 0, 0),
        ['n'] = (0, 2, 0, 0),
        ['A'] = (0, 1, 0, 0),
        ['j'] = (0, 1, 0, 0),
        ['D'] = (0, 1, 0, 0),
        ['/'] = (0, 1, 0, 0),
        ['F'] = (0, 1e6, 0, 0),
        ['q'] = (1, 65_500, 0, 65),
        [','] = (1, 65_500, 0, 100),
        [';'] = (0, 1, 0, 0),
        ['k'] = (0, 24_000, 8, 1),
        ['X'] = (0, 2, 0, 0),
    };

    private readonly int connected;
    private readonly LevelRatio levelError;
    private readonly Dictionary<char, double> shared = [];
    private readonly Dictionary<char, double>[] outputs = [[], []];
    private readonly double[] lockedFrom = new double[2];

    /// <summary>Creates the twin.</summary>
    public WindfreakSynthHdTwin(TwinContext context)
        : base(context, Model)
    {
        connected = int.Parse(context.Settings.Get<string>("channel"), CultureInfo.InvariantCulture);
        levelError = context.Twin.Get<LevelRatio>(LevelErrorKey) * context.Random("level").NextGaussian();
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "windfreak-synthhd",
        Rough = Manners,
        Settings =
        [
            SettingKey.Quantity<LevelRatio>(
                LevelErrorKey,
                LevelRatio.FromDecibels(0.05),
                "Standard deviation of the constant level error that the seed draws."),
        ],
        Create = context => new WindfreakSynthHdTwin(context),
    };

    private static string Model => "WFT SynthHD 1230";

    // What a user of sweeps and pulses saved in the instrument's memory.
    private static RoughManners Manners => new()
    {
        Latency = Duration.FromMilliseconds(3), // [assumption]
        EarlierUser = ["C0W-12f2450", "g1c1n1", "A1j1D1", "P3O7w4", "C1W-5f3200"],
    };

    /// <inheritdoc/>
    protected override void Reset()
    {
        SetAll(shared, Shared);
        foreach (Dictionary<char, double> output in outputs)
        {
            SetAll(output, OfAnOutput);
        }

        Array.Clear(lockedFrom);
        Tell();
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> TryExecuteAsync(
        ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
    {
        foreach (Match unit in Unit().Matches(Encoding.Latin1.GetString(message.Span)))
        {
            char letter = unit.Groups["letter"].Value[0];
            string rest = unit.Groups["rest"].Value;
            if (Answer(letter, rest) is { } said)
            {
                answer.Append((answer.IsEmpty ? string.Empty : "\n") + said);
            }
            else if (double.TryParse(rest, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                Set(letter, value);
            }
        }

        return new(true);
    }

    /// <inheritdoc/>
    protected override void ClockRestarted() => Array.Clear(lockedFrom);

    private static void SetAll(
        Dictionary<char, double> values, Dictionary<char, (double Least, double Most, int Decimals, double Initial)> table)
    {
        foreach ((char letter, (_, _, _, double initial)) in table)
        {
            values[letter] = initial;
        }
    }

    private static double LargestLevel(double hertz)
    {
        int above = Array.FindIndex(LargestLevels, point => point.Hertz >= hertz);
        if (above <= 0)
        {
            return above < 0 ? LargestLevels[^1].Dbm : LargestLevels[0].Dbm;
        }

        ((double from, double low), (double to, double high)) = (LargestLevels[above - 1], LargestLevels[above]);
        return low + ((high - low) * (hertz - from) / (to - from));
    }

    private Dictionary<char, double> Chosen => outputs[(int)shared['C']];

    private string? Answer(char letter, string rest)
    {
        if (rest == "?")
        {
            return OfAnOutput.TryGetValue(letter, out var own) ? Text(Chosen[letter], own.Decimals)
                : Shared.TryGetValue(letter, out var both) ? Text(shared[letter], both.Decimals)
                : null;
        }

        return (letter, rest) switch
        {
            ('+', "") => Model,
            ('-', "") => "1230",
            ('v', "0") => "Firmware Version 3.25",
            ('v', "1") => "Hardware Version 2.06",
            ('v', "2") => "HDPRO",
            ('z', "") => "28.625",
            ('p', "") => IsLocked((int)shared['C']) ? "1" : "0",
            ('V', "") => IsHeld(Chosen) ? "1" : "0",
            _ => null,
        };

        static string Text(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }

    private void Set(char letter, double value)
    {
        bool isOwn = OfAnOutput.TryGetValue(letter, out var bounds);
        if ((!isOwn && !Shared.TryGetValue(letter, out bounds)) || !(value >= bounds.Least && value <= bounds.Most))
        {
            return; // passed over, as everything that it does not take
        }

        int output = (int)shared['C'];
        double now = Clock.Now().Seconds;
        double kept = letter == 'f'
            ? Math.Round(value * 1e6 / GridHertz) * GridHertz / 1e6
            : Math.Round(value, bounds.Decimals);
        if (letter == 'f')
        {
            lockedFrom[output] = Math.Max(lockedFrom[output], now + LockTime.Seconds);
        }
        else if (letter == 'E' && value == 1 && outputs[output]['E'] == 0)
        {
            lockedFrom[output] = now + StartTime.Seconds;
        }

        (isOwn ? outputs[output] : shared)[letter] = kept;
        Tell();
    }

    private bool IsLocked(int output) =>
        outputs[output]['E'] == 1 && shared['x'] != 0 && Clock.Now().Seconds >= lockedFrom[output];

    private static bool IsHeld(Dictionary<char, double> output)
    {
        double hertz = output['f'] * 1e6;
        return hertz <= LargestCalibratedHertz && output['W'] is >= -40 and var dbm && dbm <= LargestLevel(hertz);
    }

    private void Tell()
    {
        Dictionary<char, double> output = outputs[connected];
        double hertz = output['f'] * 1e6;
        bool isOn = output['E'] == 1 && output['r'] == 1 && output['h'] == 1;
        double dbm = Math.Min(output['W'], LargestLevel(hertz));
        var tone = new RfTone(Frequency.FromHertz(hertz), Power.FromDbm(dbm).Amplified(levelError));
        double period = (output['P'] + output['O']) * 1e-6;
        Stage.Drive(Name, new ToneSignal(isOn ? [tone] : [])
        {
            Modulation = shared['j'] == 1 ? new ToneModulation(Frequency.FromHertz(1 / period), 1, IsSquare: true) : null,
        });
    }

    [GeneratedRegex(
        @"(?<letter>[A-Za-z~:\[\]^<>,;/*]|[-+](?![0-9.]))(?<rest>\?|-?[0-9]+(\.[0-9]*)?)?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unit();
}
