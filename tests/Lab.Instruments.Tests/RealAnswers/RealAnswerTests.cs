using System.Globalization;
using System.Text.RegularExpressions;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.Manners;
using Lab.Instruments.SourceMeters;
using Lab.Instruments.Tests.Sessions;
using Lab.Mocks;

namespace Lab.Instruments.Tests.RealAnswers;

/// <summary>The answers of real instruments, by public sources, go through the parser that reads them. The twins identify
/// themselves in the same forms.</summary>
public sealed partial class RealAnswerTests
{
    private static readonly string[] Origins = ["recorded", "manual", "test data", "emulator"];

    private readonly FakeWire wire = new();
    private readonly VirtualClock clock = new();

    public static TheoryData<string, string, string, string> Identities => Rows("identity");

    public static TheoryData<string, string, string, string> Numbers => Rows("number");

    public static TheoryData<string, string, string, string> SeveralNumbers => Rows("numbers");

    public static TheoryData<string, string, string, string> Switches => Rows("switch");

    public static TheoryData<string, string, string, string> Words => Rows("word");

    public static TheoryData<string, string, string, string> Registers => Rows("register");

    public static TheoryData<string, string, string, string> Errors => Rows("error");

    public static TheoryData<string, string, string, string> Fields => Rows("field");

    public static TheoryData<string, string, string, string> Readings => Rows("reading");

    public static TheoryData<string, string, string, string> LockInReadings => Rows("xy");

    /// <summary>The drivers whose instruments have a wire.</summary>
    public static TheoryData<string> Drivers =>
        [.. DriverCatalog.Shipped.All.Where(driver => driver is { IsComposite: false, IsDescribed: false, IsLibrary: false })
            .Select(driver => driver.Name)];

    [Fact]
    public void Table_HasAHundredAnswersWithTheirSourceAndEveryDriver()
    {
        Assert.True(RealAnswer.All.Count >= 100, $"The table has {RealAnswer.All.Count} answers.");
        Assert.All(RealAnswer.All, answer => Assert.Contains(answer.Origin, Origins));
        Assert.DoesNotContain(RealAnswer.All, answer => answer.Source.Trim().Length == 0 || answer.Instrument.Trim().Length == 0);
        Assert.Equal(
            DriverCatalog.Shipped.All.Where(driver => driver is { IsComposite: false, IsDescribed: false, IsLibrary: false })
                .Select(driver => driver.Name).Order(StringComparer.Ordinal),
            RealAnswer.All.Select(answer => answer.Driver).Distinct().Order(StringComparer.Ordinal));
        string[] read = ["identity", "number", "numbers", "switch", "word", "register", "error", "field", "reading", "xy"];
        Assert.All(RealAnswer.All, answer => Assert.Contains(answer.ReadAs, read));
    }

    [Theory]
    [MemberData(nameof(Identities))]
    public async Task Identity_IsAcceptedByItsDriverAndRefusedByAnother(
        string driver, string query, string answer, string expected)
    {
        DriverDescription description = Description(driver);
        Assert.Equal(description.Manners.IdentityQuery, query);
        wire.Answers(answer, answer, description.Manners.Errors == ErrorReporting.ScpiQueue ? "0,\"No error\"" : "0");
        var instrument = (ScpiInstrument)Make(description);
        if (expected != "accepted")
        {
            InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
                async () => await instrument.AttachAsync(default));
            Assert.Equal(expected, error.Fault.ToString());
            return;
        }

        await instrument.AttachAsync(default);

        // Nothing of the answer is lost: its fields are in their order, where it has fields.
        if (description.Manners.HasFreeIdentity)
        {
            Assert.Contains(instrument.Identity.Model, answer, StringComparison.Ordinal);
            return;
        }

        string[] fields = answer.Trim().Split(',', 4, StringSplitOptions.TrimEntries);
        InstrumentIdentity identity = instrument.Identity;
        string[] read = [identity.Manufacturer, identity.Model, identity.SerialNumber, identity.Firmware];
        Assert.Equal(fields, read[..fields.Length]);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Number_IsRead(string driver, string query, string answer, string expected)
    {
        wire.Answers(answer);
        await using InstrumentSession session = Session(driver);
        if (expected == nameof(InstrumentFault.Overflow))
        {
            InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
                async () => await session.QueryNumberAsync(query, default));
            Assert.Equal(InstrumentFault.Overflow, error.Fault);
            return;
        }

        Assert.Equal(Number(expected), await session.QueryNumberAsync(query, default));
    }

    [Theory]
    [MemberData(nameof(SeveralNumbers))]
    public async Task NumbersOfOneMessage_AreReadInTheirOrder(string driver, string query, string answer, string expected)
    {
        wire.Answers(answer);
        await using InstrumentSession session = Session(driver);
        double[] read = await session.QueryAllAsync(
            query.Split(';'), answers => answers.Select(text => session.ReadNumber(text, query)).ToArray(), default);
        Assert.Equal(expected.Split(' ').Select(Number), read);
    }

    [Theory]
    [MemberData(nameof(Switches))]
    public async Task Switch_IsRead(string driver, string query, string answer, string expected)
    {
        wire.Answers(answer);
        await using InstrumentSession session = Session(driver);
        Assert.Equal(expected == "1", await session.QuerySwitchAsync(query, default));
    }

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Word_IsWhatTheInstrumentWrote(string driver, string query, string answer, string expected)
    {
        wire.Answers(answer);
        await using InstrumentSession session = Session(driver);
        Assert.Equal(expected, await session.QueryAsync(query, default));
    }

    [Theory]
    [MemberData(nameof(Registers))]
    public void Register_IsRead(string driver, string query, string answer, string expected)
    {
        int? register = Answers.Register(answer);
        Assert.True(register == (int)Number(expected), $"{driver}, {query}: '{answer}' is read as {register}.");
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void ErrorEntry_IsRead(string driver, string query, string answer, string expected)
    {
        (int Code, string Text)? entry = Answers.ErrorEntry(Answers.Trimmed(answer));
        Assert.True(entry?.Code == (int)Number(expected), $"{driver}, {query}: '{answer}' is read as {entry}.");
        Assert.DoesNotContain('"', entry!.Value.Text);
        Assert.NotEmpty(entry.Value.Text);
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task Field_IsReadByTheGaussmeterInTesla(string driver, string query, string answer, string expected)
    {
        var gaussmeter = (IGaussmeter)Make(Description(driver));
        wire.Answers("2", answer, "4");
        Assert.Equal(Number(expected), (await gaussmeter.ReadFieldAsync()).Tesla, 1e-12);
        Assert.Equal(["UNIT?", query, "OPST?"], wire.Sent);
    }

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task Reading_OfTheElementsThatTheDriverAsksFor_IsRead(
        string driver, string query, string answer, string expected)
    {
        // Voltage, current, resistance, time, status; the driver chooses the first two and the last.
        string[] elements = answer.Split(',');
        Assert.Equal(5, elements.Length);
        var meter = (ISourceMeter)Make(Description(driver));
        wire.Answers("1", string.Join(',', elements[0], elements[1], elements[4]));

        SourceMeterReading reading = await meter.MeasureAsync();

        Assert.Equal(expected.Split(' ').Select(Number), [reading.Voltage.Volts, reading.Current.Amperes]);
        Assert.Equal([":OUTP?", query], wire.Sent);
    }

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task Reading_OfAnEarlierUsersElements_IsRefused(string driver, string query, string answer, string expected)
    {
        Assert.NotEmpty(expected);
        var meter = (ISourceMeter)Make(Description(driver));
        wire.Answers("1", answer);

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(async () => await meter.MeasureAsync());

        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
        Assert.Contains(query, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(LockInReadings))]
    public async Task Reading_OfALockIn_IsBothComponents(string driver, string query, string answer, string expected)
    {
        var lockIn = (ILockInAmplifier)Make(Description(driver));
        wire.Answers(answer);

        LockInReading reading = await lockIn.ReadNowAsync();

        Assert.Equal(expected.Split(' ').Select(Number), [reading.X.Volts, reading.Y.Volts]);
        Assert.Equal([query], wire.Sent);
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task Twin_IdentifiesItselfInTheFormOfARealInstrument(string driver)
    {
        await using TwinBench bench = await TwinBench.OpenAsync(driver);

        string identity = (await bench.AskAsync(Description(driver).Manners.IdentityQuery))!;

        IEnumerable<string> real = RealAnswer.All
            .Where(answer => answer.Driver == driver && answer.ReadAs == "identity" && answer.Expected == "accepted")
            .Select(answer => Form(answer.Text));
        Assert.Contains(Form(identity), real);
    }

    private static TheoryData<string, string, string, string> Rows(string readAs)
    {
        var rows = new TheoryData<string, string, string, string>();
        foreach (RealAnswer answer in RealAnswer.All.Where(answer => answer.ReadAs == readAs))
        {
            rows.Add(answer.Driver, answer.Query, answer.Text, answer.Expected);
        }

        return rows;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The form of an identity, in which all words and all numbers are alike.</summary>
    private static string Form(string identity) => Digits().Replace(Letters().Replace(identity.TrimEnd('\r', '\n'), "a"), "9");

    private static DriverDescription Description(string driver) =>
        DriverCatalog.Shipped.All.Single(description => description.Name == driver);

    private InstrumentSession Session(string driver) =>
        new("dev", wire, new TwinBench.RecordingGate(), clock, Description(driver).Manners);

    private IInstrument Make(DriverDescription description) => description.Make(new DriverContext(
        "dev", SettingValues.Of(description.Settings, []), new TwinBench.RecordingGate(), clock, wire, _ => null));

    [GeneratedRegex("[A-Za-z&]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Letters();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Digits();
}
