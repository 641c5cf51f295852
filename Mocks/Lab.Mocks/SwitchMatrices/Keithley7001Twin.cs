using System.Globalization;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.SwitchMatrices.Keithley7001Twin>]

namespace Lab.Mocks.SwitchMatrices;

/// <summary>Twin of a Keithley 7001 with a matrix card of 4 rows and 10 columns in slot 1 and a scanner card of 40 channels in
/// slot 2.</summary>
/// <remarks>It stands beside the virtual sample: what is wired to a port stays there, whichever relays are closed. Scans, stored
/// patterns and digital outputs are not there.</remarks>
public sealed class Keithley7001Twin : ScpiTwin, IShippedTwin
{
    private const int Rows = 4;
    private const int Columns = 10;
    private const int ScannerChannels = 40;

    /// <summary>Time that relays take [assumption: 3 ms, and the pause of the card].</summary>
    private static readonly Duration RelayTime = Duration.FromMilliseconds(5);

    private readonly SortedSet<(int Slot, int Row, int Column)> closed = [];

    /// <summary>Creates the twin.</summary>
    public Keithley7001Twin(TwinContext context)
        : base(context, "KEITHLEY INSTRUMENTS INC.,MODEL 7001, 503327,A04  /A01")
    {
        Commands.Command("[:ROUTe]:CLOSe", arguments => Switch(arguments, place => closed.Add(place)));
        Commands.Command("[:ROUTe]:OPEN", arguments =>
        {
            if (arguments.Peek().Equals("ALL", StringComparison.OrdinalIgnoreCase))
            {
                _ = arguments.Take();
                closed.Clear();
                BusyFor(RelayTime);
                return;
            }

            Switch(arguments, place => closed.Remove(place));
        });
        Commands.Command("[:ROUTe]:OPEN:ALL", _ => closed.Clear());
        Commands.Query("[:ROUTe]:CLOSe:STATe", _ => $"(@{string.Join(',', closed.Select(Shown))})");
        Commands.Query("[:ROUTe]:CLOSe", arguments => string.Join(
            ',', Places(arguments.Take().Text).Select(place => closed.Contains(place) ? "1" : "0")));
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keithley-7001",
        Rough = new RoughManners
        {
            Identity = "KEITHLEY INSTRUMENTS INC.,MODEL 7001, 503327,A04  /A01",
            Latency = Duration.FromMilliseconds(10), // [assumption]
            EarlierUser = ["*ESE 255", ":CLOS (@1!2!3,2!17)", ":NONSENSE"],
        },
        Create = context => new Keithley7001Twin(context),
    };

    /// <inheritdoc/>
    protected override void Reset() => closed.Clear();

    private static string Shown((int Slot, int Row, int Column) place) => string.Create(
        CultureInfo.InvariantCulture,
        $"{place.Slot}!{(place.Slot == 1 ? $"{place.Row}!{place.Column}" : $"{place.Column}")}");

    private static IEnumerable<(int Slot, int Row, int Column)> Places(string list)
    {
        string text = list.Replace(" ", string.Empty, StringComparison.Ordinal);
        if (!text.StartsWith("(@", StringComparison.Ordinal) || !text.EndsWith(')'))
        {
            throw ScpiErrorException.DataTypeError();
        }

        return text[2..^1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Place).ToArray();
    }

    private static (int Slot, int Row, int Column) Place(string text)
    {
        int[] numbers = [.. text.Split('!').Select(
            part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : 0)];
        return numbers switch
        {
            [1, >= 1 and <= Rows and var row, >= 1 and <= Columns and var column] => (1, row, column),
            [2, >= 1 and <= ScannerChannels and var channel] => (2, 0, channel),
            _ => throw ScpiErrorException.OutOfRange(),
        };
    }

    private void Switch(ScpiArguments arguments, Action<(int Slot, int Row, int Column)> each)
    {
        foreach ((int Slot, int Row, int Column) place in Places(arguments.Take().Text))
        {
            each(place);
        }

        BusyFor(RelayTime);
    }
}
