using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lab.Mocks.Scpi;

namespace Lab.Mocks.Tsp;

/// <summary>The behaviour that twins of instruments with Keithley's TSP language have in common.</summary>
/// <remarks>Of the language it has what <see cref="TspReader"/> reads, and the functions that programs for instruments use.
/// Common commands stand alone in a message, as on the instruments.</remarks>
/// <param name="context">Name, settings, stage and randomness.</param>
/// <param name="identity">The answer to <c>*IDN?</c>.</param>
public abstract partial class TspTwin(TwinContext context, string identity) : ScpiTwin(context, identity), ITspMachine
{
    private const int RuntimeError = -286;
    private const int SyntaxError = -285;

    private readonly StringBuilder printed = new();

    /// <summary>The attributes that are kept, by their full names.</summary>
    protected Dictionary<string, object?> Values { get; } = [];

    object? ITspMachine.Get(string name) => Values.TryGetValue(name, out object? value) ? value : GetOwn(name) ?? name switch
    {
        "true" => true,
        "false" => false,
        "errorqueue.count" => (double)Status.ErrorCount,
        "format.ASCII" => 1.0,
        _ => null,
    };

    void ITspMachine.Set(string name, object? value)
    {
        if (TrySetOwn(name, value))
        {
            return;
        }

        Values[name] = Values.ContainsKey(name) ? value : throw NoAttribute(name);
    }

    async ValueTask<object?[]> ITspMachine.CallAsync(string name, object?[] arguments, CancellationToken cancellationToken)
    {
        if (await CallOwnAsync(name, arguments, cancellationToken).ConfigureAwait(false) is { } results)
        {
            return results;
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
            case "beeper.beep" or "delay" or "waitcomplete" or "display.clear" or "status.reset" or "dataqueue.clear":
                return [];
            default:
                throw new ScpiErrorException(
                    RuntimeError, $"TSP Runtime error at line 1: attempt to call global `{name}' (a nil value)");
        }
    }

    /// <summary>The value of a name of the instrument's own; <see langword="null"/> where it is none. The default has
    /// none.</summary>
    /// <param name="name">The full name.</param>
    protected virtual object? GetOwn(string name) => null;

    /// <summary>Gives a name of the instrument's own a value. The default has none.</summary>
    /// <param name="name">The full name.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether the name is the instrument's own.</returns>
    protected virtual bool TrySetOwn(string name, object? value) => false;

    /// <summary>Calls a function of the instrument's own. The default has none.</summary>
    /// <param name="name">The full name.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="cancellationToken">Ends a wait of the twin.</param>
    /// <returns>What it returns; <see langword="null"/> where there is no such function.</returns>
    protected virtual ValueTask<object?[]?> CallOwnAsync(
        string name, object?[] arguments, CancellationToken cancellationToken) => new((object?[]?)null);

    /// <inheritdoc/>
    protected sealed override async ValueTask<bool> TryExecuteAsync(
        ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        string text = Encoding.Latin1.GetString(message.Span).Trim();
        if (text.StartsWith('*'))
        {
            return text.Contains(';', StringComparison.Ordinal)
                ? throw new ScpiErrorException(SyntaxError, "TSP Syntax error at line 1: unexpected symbol near `*'")
                : false;
        }

        printed.Clear();
        CatchUp();
        await new TspReader(text, this).RunAsync(cancellationToken).ConfigureAwait(false);
        if (printed.Length > 0)
        {
            answer.Append(printed.ToString());
        }

        return true;
    }

    /// <summary>Sets the attributes of the language as the instrument wakes up with them.</summary>
    protected void ResetLanguage()
    {
        Values["localnode.prompts"] = 0.0;
        Values["localnode.showerrors"] = 0.0;
        Values["format.data"] = 1.0;
        Values["format.asciiprecision"] = 6.0;
    }

    /// <summary>A value as a number.</summary>
    /// <param name="name">The name that it is for.</param>
    /// <param name="value">The value: a number, or text that is one.</param>
    /// <exception cref="ScpiErrorException">-286: it is none.</exception>
    protected static double NumberOf(string name, object? value) => value switch
    {
        double given => given,
        string given when double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out double read) => read,
        _ => throw new ScpiErrorException(RuntimeError, $"TSP Runtime error at line 1: {name} needs a number"),
    };

    /// <summary>-286: the instrument has no attribute of the name.</summary>
    /// <param name="name">The name.</param>
    protected static ScpiErrorException NoAttribute(string name) =>
        new(RuntimeError, $"TSP Runtime error at line 1: no attribute {name}");

    // Lua's numbers in print have the digits of format.asciiprecision.
    private string Printed(object? value) => value switch
    {
        null => "nil",
        bool flag => flag ? "true" : "false",
        double number => number.ToString(
            $"0.{new string('0', (int)(double)Values["format.asciiprecision"]! - 1)}e+00", CultureInfo.InvariantCulture),
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
}
