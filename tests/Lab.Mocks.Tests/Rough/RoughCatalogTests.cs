using System.Globalization;
using Lab.Instruments.Drivers;
using Lab.Instruments.Manners;
using Lab.Mocks.Rough;

namespace Lab.Mocks.Tests.Rough;

/// <summary>The catalogue against the twins.</summary>
public class RoughCatalogTests
{
    public static TheoryData<string> Drivers =>
        [.. TwinCatalog.Shipped.All.Where(twin => twin.RoughOf is null).Select(twin => twin.Driver)];

    /// <summary>Those whose instruments keep errors until they are asked for them.</summary>
    public static TheoryData<string> Reporting =>
        [.. TwinCatalog.Shipped.All.Where(twin => twin.RoughOf is null
            && DriverCatalog.Shipped.Get(twin.Driver).Manners.Errors
                is not (ErrorReporting.None or ErrorReporting.Acknowledgement))
            .Select(twin => twin.Driver)];

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Of_EachTwin_HasAnEarlierUserAndIsLateToAnswer(string driver)
    {
        RoughManners manners = TwinCatalog.Shipped.Find(driver)!.Rough;
        Assert.NotEmpty(manners.EarlierUser);
        Assert.True(manners.Latency.Seconds > 0);
    }

    [Theory]
    [MemberData(nameof(Reporting))]
    public async Task EarlierUser_OfEachTwin_MadeOneMistakeAndLeftNoOutputOn(string driver)
    {
        using var bench = new RoughBench(driver);
        if (ReportsByItself(driver))
        {
            await AssertOneMistakeAsync(bench, driver);
            return;
        }

        string count = IsTsp(driver) ? "print(string.format(\"%d\", errorqueue.count))" : ":SYST:ERR:COUN?";
        bool hasQueue = (await bench.LookAsync(count)).Split(' ')[^1].TrimStart('+') == "1"; // behind a header, where they are on

        // The nonsense at the end is the one mistake; anything else would have been a mistake of the catalogue.
        Assert.Equal(128 + MistakeOf(driver), Register(await bench.LookAsync("*ESR?")));
        Assert.Equal(DriverCatalog.Shipped.Get(driver).Manners.Errors == ErrorReporting.ScpiQueue, hasQueue);
        Assert.Contains(await bench.LookAsync(":OUTP?"), (string[])["0", string.Empty]);
    }

    [Theory]
    [MemberData(nameof(Reporting))]
    public async Task PowerCycle_OfEachTwin_BringsItsUserBack(string driver)
    {
        using var bench = new RoughBench(driver);
        await bench.LookAsync("*CLS");
        bench.PowerCycle();
        if (ReportsByItself(driver))
        {
            await AssertOneMistakeAsync(bench, driver);
            return;
        }

        Assert.Equal(128 + MistakeOf(driver), Register(await bench.LookAsync("*ESR?")));
    }

    private static bool IsTsp(string driver) =>
        DriverCatalog.Shipped.Get(driver).Manners.ErrorQuery.Contains("errorqueue", StringComparison.Ordinal);

    // A command error, bit 5; TSP has the number of its syntax error, -285, among the execution errors, bit 4.
    private static int MistakeOf(string driver) => IsTsp(driver) ? 16 : 32;

    // An instrument without the registers of IEEE 488.2 has its own report.
    private static bool ReportsByItself(string driver) =>
        DriverCatalog.Shipped.Get(driver).Manners.Completion == Completion.OwnReport;

    private static async Task AssertOneMistakeAsync(RoughBench bench, string driver)
    {
        InstrumentManners manners = DriverCatalog.Shipped.Get(driver).Manners;
        if (manners.Errors == ErrorReporting.EventStatusRegister)
        {
            // A register of the last command alone, which was the mistake.
            Assert.NotEqual(0, Register(await bench.LookAsync(manners.StatusQuery)) & manners.ErrorEvents);
            Assert.Equal(0, Register(await bench.LookAsync(manners.StatusQuery)) & manners.ErrorEvents);
            return;
        }

        string query = manners.ErrorQuery;
        Assert.False((await bench.LookAsync(query)).StartsWith("0,", StringComparison.Ordinal));
        Assert.StartsWith("0,", await bench.LookAsync(query), StringComparison.Ordinal);
    }

    // The earlier user of a 2400 left its registers in hexadecimal.
    private static int Register(string answer) => answer.StartsWith("#H", StringComparison.Ordinal)
        ? int.Parse(answer.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : int.Parse(answer, CultureInfo.InvariantCulture);
}
