using System.Globalization;
using Lab.Instruments.Drivers;
using Lab.Instruments.Manners;

namespace Lab.Instruments.Tests.RealAnswers;

/// <summary>
/// The messages that drivers of other projects send to the same instruments, in <c>client-messages.tsv</c> and in an
/// instrument's own <c>driver.client-messages.tsv</c> beside its tests, with the form of the
/// answers that they can read. The twins understand them, although Lab's own drivers send other ones. Messages for what no twin
/// has, such as delta mode, vector modulation and memories of programs, are not listed.
/// </summary>
public sealed class ClientMessageTests
{
    private const double RelativeRounding = 1e-6;

    /// <summary>Set-points of coarse sources are read back as the nearest step.</summary>
    private const double RelativeStep = 1e-2;

    private static readonly IReadOnlyList<(string Client, string Driver, string Message, string Answer)> Table =
    [
        .. InstrumentTables.Lines("client-messages.tsv").Select(line => line.Split('\t'))
            .Select(columns => (columns[0], columns[1], columns[2], columns[3])),
    ];

    public static TheoryData<string, string> Conversations
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach ((string client, string driver) in Table.Select(row => (row.Client, row.Driver)).Distinct())
            {
                data.Add(client, driver);
            }

            return data;
        }
    }

    [Fact]
    public void Table_HoldsEveryDriver() => Assert.Equal(
        DriverCatalog.Shipped.All.Where(driver => driver is { IsComposite: false, IsDescribed: false, IsLibrary: false })
            .Select(driver => driver.Name).Order(StringComparer.Ordinal),
        Table.Select(row => row.Driver).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Conversations))]
    public async Task Twin_UnderstandsAnotherProjectsDriver(string client, string driver)
    {
        await using TwinBench bench = await TwinBench.OpenAsync(driver);
        InstrumentManners manners = DriverCatalog.Shipped.Get(driver).Manners;
        bool hasQueue = manners.Errors == ErrorReporting.ScpiQueue;
        string errorQuery = hasQueue ? manners.ErrorQuery : manners.StatusQuery;
        var failures = new List<string>();
        await bench.AskAsync("*RST");
        await bench.AskAsync("*CLS");
        foreach ((_, _, string message, string expected) in Table.Where(row => row.Client == client && row.Driver == driver))
        {
            string? answer = await bench.AskAsync(message);
            string error = manners.Errors is ErrorReporting.None or ErrorReporting.Acknowledgement
                ? "0"
                : (await bench.AskAsync(errorQuery))!;
            if (!IsNoError(error, hasQueue, manners.ErrorEvents))
            {
                failures.Add($"{message}: {error}");
                await bench.AskAsync("*CLS");
            }
            else if (!Fits(answer, expected))
            {
                failures.Add($"{message}: '{answer}' is not {expected}");
            }
        }

        Assert.True(failures.Count == 0, $"{client}, {driver}:{Environment.NewLine}{string.Join(Environment.NewLine, failures)}");
    }

    [Theory]
    [InlineData("1", "0|1", true)]
    [InlineData("2", "0|1", false)]
    [InlineData("+3.460000E+08", "346000000", true)]
    [InlineData("346000001e3", "346000000", false)]
    [InlineData("0.0994", "~0.1", true)]
    [InlineData("0.09", "~0.1", false)]
    [InlineData("1.5,2E-3", "number", true)]
    [InlineData("1.5 V", "number", false)]
    [InlineData("\"VOLT:DC\"", "\"VOLT:DC\"", true)]
    [InlineData("0,\"No error\"", "text:No error", true)]
    [InlineData(null, "none", true)]
    [InlineData("1", "none", false)]
    public void Fits_AnswersOfAForm(string? answer, string expected, bool fits) => Assert.Equal(fits, Fits(answer, expected));

    private static bool IsNoError(string report, bool hasQueue, int errors) => hasQueue
        ? report.TrimStart('+') is ['0'] or ['0', ',', ..]
        : (int.Parse(report, CultureInfo.InvariantCulture) & errors) == 0;

    private static bool Fits(string? answer, string expected) => expected switch
    {
        "none" => answer is null,
        _ when answer is null => false,
        "number" => answer.Split(',', '\t').All(
            part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out _)),
        ['t', 'e', 'x', 't', ':', .. var part] => answer.Contains(part, StringComparison.Ordinal),
        ['~', .. var value] => IsNear(answer, value, RelativeStep),
        _ => expected.Split('|').Any(choice => choice == answer || IsNear(answer, choice, RelativeRounding)),
    };

    private static bool IsNear(string answer, string expected, double relative) =>
        double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out double wanted)
        && double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out double given)
        && Math.Abs(given - wanted) <= relative * Math.Abs(wanted);
}
