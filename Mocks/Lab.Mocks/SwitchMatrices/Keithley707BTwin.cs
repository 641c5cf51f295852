using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Tsp;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.SwitchMatrices.Keithley707BTwin>]

namespace Lab.Mocks.SwitchMatrices;

/// <summary>Twin of a Keithley 707B with matrix cards of 8 rows and 12 columns in its slots 1 to 4.</summary>
/// <remarks>It stands beside the virtual sample: what is wired to a port stays there, whichever relays are closed. Patterns,
/// scans, forbidden crosspoints and connection rules are not there.</remarks>
public sealed class Keithley707BTwin : TspTwin, IShippedTwin
{
    private const string AllSlots = "allslots";
    private const int Slots = 4;
    private const int Columns = 12;

    /// <summary>Time that latching relays take (a public driver: 4 ms).</summary>
    private static readonly Duration RelayTime = Duration.FromMilliseconds(4);

    private readonly SortedSet<string> closed = new(StringComparer.Ordinal);

    /// <summary>Creates the twin.</summary>
    public Keithley707BTwin(TwinContext context)
        : base(context, "Keithley Inc., Model 707B, 1234567, v1.0 (Twin)") => Reset();

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keithley-707b",
        Rough = new RoughManners
        {
            Identity = "Keithley Inc., Model 707B, 43768438, v1.0 (Emulator)",
            Latency = Duration.FromMilliseconds(4), // [assumption]
            EarlierUser = ["*ESE 255", "channel.close(\"1B03,2C11\")", ":NONSENSE"],
        },
        Create = context => new Keithley707BTwin(context),
    };

    /// <inheritdoc/>
    protected override void Reset()
    {
        ResetLanguage();
        closed.Clear();
    }

    /// <inheritdoc/>
    protected override ValueTask<object?[]?> CallOwnAsync(
        string name, object?[] arguments, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "channel.close":
                closed.UnionWith(ListOf(arguments));
                BusyFor(RelayTime);
                return Done();
            case "channel.open" or "channel.reset":
                closed.ExceptWith(ListOf(arguments));
                BusyFor(RelayTime);
                return Done();
            case "channel.exclusiveclose":
                string[] wanted = ListOf(arguments);
                closed.Clear();
                closed.UnionWith(wanted);
                BusyFor(RelayTime);
                return Done();
            case "channel.getclose":
                string[] asked = ListOf(arguments);
                string there = string.Join(';', closed.Where(asked.Contains));
                return Done(there.Length > 0 ? there : null);
            case "channel.getstate":
                return Done(string.Join(';', ListOf(arguments).Select(each => closed.Contains(each) ? "1" : "0")));
            default:
                return base.CallOwnAsync(name, arguments, cancellationToken);
        }
    }

    private static ValueTask<object?[]?> Done(params object?[] results) => new(results);

    private string[] ListOf(object?[] arguments)
    {
        if (arguments is not [string list])
        {
            throw new ScpiErrorException(-286, "TSP Runtime error at line 1: bad argument #1");
        }

        return list == AllSlots
            ? [.. closed]
            : [.. list.Split(',', StringSplitOptions.TrimEntries).Select(Checked)];
    }

    private static string Checked(string crosspoint) =>
        crosspoint.Length == 4 && crosspoint[0] - '0' is >= 1 and <= Slots && crosspoint[1] is >= 'A' and <= 'H'
        && int.TryParse(crosspoint.AsSpan(2), out int column) && column is >= 1 and <= Columns
            ? crosspoint
            : throw new ScpiErrorException(1115, "Parameter error, expected channel value");
}
