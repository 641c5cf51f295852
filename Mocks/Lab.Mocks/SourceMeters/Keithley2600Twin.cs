using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.SourceMeters.Keithley2600Twin>]

namespace Lab.Mocks.SourceMeters;

/// <summary>Twin of a Keithley 2636B source-measure unit in its TSP language: two channels, of which the chosen one is connected
/// to the sample with wires that have no resistance, and the other to nothing.</summary>
/// <remarks>Scripts, buffers, sweeps and the trigger model are not there; of the language it has what <see cref="TspReader"/>
/// reads. Common commands stand alone in a message, as on the instrument.</remarks>
public sealed partial class Keithley2600Twin : ScpiTwin, ITspMachine, IShippedTwin
{
    private const string LineFrequencyKey = "line_frequency";
    private const string ChannelKey = "channel";
    private const int RuntimeError = -286;
    private const int SyntaxError = -285;

    private readonly Dictionary<string, object?> values = [];
    private readonly Dictionary<string, SourceMeterChannel> channels = new()
    {
        ["smua"] = new SourceMeterChannel(),
        ["smub"] = new SourceMeterChannel(),
    };

    private readonly string connected;
    private readonly double lineHertz;
    private readonly SourceMeterNoise noise;
    private readonly StringBuilder printed = new();

    /// <summary>Creates the twin.</summary>
    public Keithley2600Twin(TwinContext context)
        : base(context, "Keithley Instruments Inc., Model 2636B, 4308079, 3.2.2")
    {
        lineHertz = context.Settings.Get<Frequency>(LineFrequencyKey).Hertz;
        connected = $"smu{context.Settings.Get<string>(ChannelKey)}";
        noise = new SourceMeterNoise(context);
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keithley-2600",
        Rough = Manners,
        Settings = SourceMeterNoise.Keys,
        Create = context => new Keithley2600Twin(context),
    };

    // Identity of a recorded unit.
    private static RoughManners Manners => new()
    {
        Identity = "Keithley Instruments Inc., Model 2612A, 1214466, 2.2.6",
        Latency = Duration.FromMilliseconds(4), // [assumption]
        EarlierUser =
        [
            "*ESE 255",
            "smua.source.limiti = 1e-3 smua.source.autorangei = smua.AUTORANGE_OFF smua.source.offmode = smua.OUTPUT_HIGH_Z",
            "smua.sense = smua.SENSE_REMOTE smua.measure.nplc = 10 smua.measure.autozero = smua.AUTOZERO_ONCE",
            "smua.measure.filter.count = 10 smua.measure.filter.enable = smua.FILTER_ON smua.measure.count = 5",
            "smua.measure.rel.levelv = 0.5 smua.measure.rel.enablev = smua.REL_ON smua.source.delay = 0.5",
            "smub.sense = smub.SENSE_REMOTE smub.source.offmode = smub.OUTPUT_ZERO",
            ":NONSENSE",
        ],
    };

    /// <inheritdoc/>
    public object? Get(string name)
    {
        if (values.TryGetValue(name, out object? value))
        {
            return value;
        }

        if (SplitChannel(name) is { } channel)
        {
            string last = name[(channel.Length + 1)..];
            if (last == "source.compliance")
            {
                return channels[channel].Point.IsLimited;
            }

            return Keithley2600Attributes.Constants.TryGetValue(last, out double constant) ? constant : null;
        }

        return name switch
        {
            "true" => true,
            "false" => false,
            "errorqueue.count" => (double)Status.ErrorCount,
            "format.ASCII" => 1.0,
            _ => null,
        };
    }

    /// <inheritdoc/>
    public void Set(string name, object? value)
    {
        if (SplitChannel(name) is { } channel
            && Keithley2600Attributes.OfAChannel.TryGetValue(name[(channel.Length + 1)..], out var bounds))
        {
            double number = value switch
            {
                double given => given,
                string given when double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out double read) =>
                    read,
                _ => throw new ScpiErrorException(RuntimeError, $"TSP Runtime error at line 1: {name} needs a number"),
            };
            if (!(number >= bounds.Least && number <= bounds.Largest))
            {
                throw new ScpiErrorException(-222, "Parameter data out of range");
            }

            if (name.EndsWith(".source.func", StringComparison.Ordinal) && number != (double)values[name]!)
            {
                values[$"{channel}.source.output"] = 0.0; // a change of the source opens the output
            }

            values[name] = number;
            Drive();
        }
        else if (values.ContainsKey(name) && SplitChannel(name) is null)
        {
            values[name] = value;
        }
        else
        {
            throw new ScpiErrorException(RuntimeError, $"TSP Runtime error at line 1: no attribute {name}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<object?[]> CallAsync(string name, object?[] arguments, CancellationToken cancellationToken)
    {
        if (SplitChannel(name) is { } channel && name[(channel.Length + 1)..] is var function)
        {
            switch (function)
            {
                case "reset":
                    ResetChannel(channel);
                    Drive();
                    return [];
                case "measure.i" or "measure.v" or "measure.r" or "measure.p" or "measure.iv":
                    (double volts, double amperes) = await MeasureAsync(channel, cancellationToken).ConfigureAwait(false);
                    return function switch
                    {
                        "measure.i" => [amperes],
                        "measure.v" => [volts],
                        "measure.r" => [volts / amperes],
                        "measure.p" => [volts * amperes],
                        _ => [amperes, volts],
                    };
            }
        }

        switch (name)
        {
            case "print":
                // Each print is a line of its own.
                printed.Append(printed.Length > 0 ? "\n" : string.Empty).AppendJoin('\t', arguments.Select(Printed));
                return [];
            case "tostring":
                return [Printed(arguments.FirstOrDefault())];
            case "tonumber":
                return [double.Parse(Printed(arguments.FirstOrDefault()), CultureInfo.InvariantCulture)];
            case "string.format":
                return [Formatted(arguments)];
            case "errorqueue.next":
                (int code, string text) = Status.TakeError();
                return code == 0 ? [0.0, "Queue Is Empty", 0.0, 0.0] : [(double)code, text, 20.0, 1.0];
            case "errorqueue.clear":
                Status.ClearErrors();
                return [];
            case "reset":
                Reset();
                return [];
            case "beeper.beep" or "delay" or "waitcomplete" or "display.clear" or "status.reset":
                return [];
            default:
                throw new ScpiErrorException(
                    RuntimeError, $"TSP Runtime error at line 1: attempt to call global `{name}' (a nil value)");
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> TryExecuteAsync(
        ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
    {
        string text = Encoding.Latin1.GetString(message.Span).Trim();
        if (text.StartsWith('*'))
        {
            return text.Contains(';', StringComparison.Ordinal)
                ? throw new ScpiErrorException(SyntaxError, "TSP Syntax error at line 1: unexpected symbol near `*'")
                : false;
        }

        printed.Clear();
        Drive();
        await new TspReader(text, this).RunAsync(cancellationToken).ConfigureAwait(false);
        if (printed.Length > 0)
        {
            answer.Append(printed.ToString());
        }

        return true;
    }

    /// <inheritdoc/>
    protected override void Reset()
    {
        values["localnode.linefreq"] = lineHertz;
        values["localnode.prompts"] = 0.0;
        values["localnode.showerrors"] = 0.0;
        values["localnode.autolinefreq"] = false;
        values["format.data"] = 1.0;
        values["format.asciiprecision"] = 6.0;
        foreach (string channel in channels.Keys)
        {
            ResetChannel(channel);
        }

        Drive();
    }

    /// <inheritdoc/>
    protected override void CatchUp() => Drive();

    // Lua's numbers in print have the digits of format.asciiprecision.
    private string Printed(object? value) => value switch
    {
        null => "nil",
        bool flag => flag ? "true" : "false",
        double number => number.ToString(
            $"0.{new string('0', (int)(double)values["format.asciiprecision"]! - 1)}e+00", CultureInfo.InvariantCulture),
        _ => (string)value,
    };

    private static string Formatted(object?[] arguments)
    {
        int next = 1;
        return Placeholder().Replace((string)arguments[0]!, match =>
        {
            object? value = next < arguments.Length ? arguments[next++] : null;
            Group written = match.Groups["digits"];
            int digits = written.Success ? int.Parse(written.Value, CultureInfo.InvariantCulture) : 6;
            return (match.Groups["kind"].Value, value) switch
            {
                ("d", double number) => Math.Truncate(number).ToString("F0", CultureInfo.InvariantCulture),
                ("e", double number) => number.ToString($"0.{new string('0', digits)}e+00", CultureInfo.InvariantCulture),
                ("g", double number) => number.ToString($"G{digits}", CultureInfo.InvariantCulture),
                ("f", double number) => number.ToString($"F{digits}", CultureInfo.InvariantCulture),
                ("s", string given) => given,
                _ => throw new ScpiErrorException(RuntimeError, "TSP Runtime error at line 1: bad argument to `format'"),
            };
        });
    }

    [GeneratedRegex(@"%(?:\.(?<digits>\d+))?(?<kind>[degfs])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Placeholder();

    private static string? SplitChannel(string name) =>
        name.StartsWith("smua.", StringComparison.Ordinal) ? "smua"
        : name.StartsWith("smub.", StringComparison.Ordinal) ? "smub"
        : null;

    private double Number(string channel, string attribute) => (double)values[$"{channel}.{attribute}"]!;

    private void ResetChannel(string channel)
    {
        foreach ((string attribute, (_, _, double first)) in Keithley2600Attributes.OfAChannel)
        {
            values[$"{channel}.{attribute}"] = first;
        }
    }

    private async ValueTask<(double Volts, double Amperes)> MeasureAsync(string channel, CancellationToken cancellationToken)
    {
        double cycles = Number(channel, "measure.nplc");
        Duration integration = Duration.FromSeconds(cycles / lineHertz);
        await Clock.WaitAsync(integration * Number(channel, "measure.count"), cancellationToken).ConfigureAwait(false);
        Drive();
        SourceMeterChannel there = channels[channel];
        double volts = there.Point.IsLimited || channel != connected
            ? there.Point.Volts
            : Stage.Sense(Name, Sensed.Voltage, integration);
        volts += noise.NextVolts(cycles)
            - (Number(channel, "measure.rel.enablev") > 0 ? Number(channel, "measure.rel.levelv") : 0);
        double amperes = there.Point.Amperes + noise.NextAmperes(cycles)
            - (Number(channel, "measure.rel.enablei") > 0 ? Number(channel, "measure.rel.leveli") : 0);
        return (InRange(channel, 'v', volts), InRange(channel, 'i', amperes));
    }

    // A reading beyond its range is 9.91e37.
    private double InRange(string channel, char quantity, double value) =>
        Number(channel, $"measure.autorange{quantity}") > 0
        || Math.Abs(value) <= 1.02 * Math.Abs(Number(channel, $"measure.range{quantity}"))
            ? value
            : 9.91e37;

    private void Drive()
    {
        foreach ((string name, SourceMeterChannel channel) in channels)
        {
            channel.SourcesCurrent = Number(name, "source.func") == 0;
            channel.IsOn = Number(name, "source.output") == 1;
            channel.Amperes = Number(name, "source.leveli");
            channel.Volts = Number(name, "source.levelv");
            channel.VoltageLimit = Number(name, "source.limitv");
            channel.CurrentLimit = Number(name, "source.limiti");
            channel.Settle(name == connected ? Stage.LoadOf(Name).Resistance.Ohms : double.PositiveInfinity);
        }

        Stage.Drive(Name, new DirectCurrent(Current.FromAmperes(channels[connected].Point.Amperes)));
    }
}
