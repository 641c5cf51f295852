using System.Diagnostics;
using System.Text;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;

namespace Lab.Mocks.Tests.Scpi;

/// <summary>Whatever bytes come in: no exception but a SCPI error, in bounded time. The seeds are fixed, so that a failure comes
/// back; the message that failed is in it.</summary>
public sealed class ScpiFuzzTests
{
    private const int ParserMessages = 150_000;
    private const int MessagesPerTwin = 6_000;

    /// <summary>A slow machine under load takes a fraction of this; a message that hangs takes for ever.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private static readonly string[] Fragments =
    [
        ":", ";", ",", "?", "*", " ", "\n", "\r\n", "\t", "#", "#0", "#1", "#15abcde", "#9999999999", "#H",
        "#HFFFFFFFFFFFFFFFFFFFF", "#B101",
        "\"", "'", "'a''b'", "\"x;y\"", "(", ")", "(@1,2)", "1", "0", "-", "+", ".", "e", "1e999", "-1e-999", "1E99999999999",
        "9.9e37", "INF",
        "NINF", "NAN", "MIN", "MAX", "DEF", "UP", "ON", "OFF", "HZ", "MHZ", "dBm", "VPP", "%", "99999999999999999999", "1.5.5",
        "--3",
        "SOUR", "SOURce2", "FREQ", "FREQ1", "VOLT", "CURR", "POW", "OUTP", "OUTP999999999999", "SYST", "ERR", "STAT", "MEAS",
        "CHAN4", "LEV",
        "*IDN", "*RST", "*CLS", "*ESE", "*ESR", "*STB", "*SRE", "*OPC", "*WAI", "*TST", "SENS", "TRAC", "DATA", "READ", "INIT",
        "ABOR", "RANG",
        "MODE", "FUNC", "LIST", "UNIT", "RDGFIELD", "REL", "RANGE", "AUTO", "\0", "\u00ff", "\u00b5", "_", "~", "{", "\\",
    ];

    public static TheoryData<string> Twins =>
        [.. TwinCatalog.Shipped.All.Where(twin => twin.RoughOf is null).Select(twin => twin.Driver)];

    [Fact]
    public void Parser_AnyBytes_GivesUnitsOrAnError()
    {
        var random = RandomStream.For(1, "parser fuzz");
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < ParserMessages; i++)
        {
            byte[] message = Message(random, Fragments);
            try
            {
                IReadOnlyList<ScpiUnit> units = ScpiParser.Parse(message);
                Assert.InRange(units.Count, 0, message.Length);
            }
            catch (ScpiErrorException error)
            {
                Assert.InRange(error.Code, -299, -100);
            }
            catch (Exception error)
            {
                Assert.Fail($"{Shown(message)}: {error}");
            }
        }

        Assert.True(watch.Elapsed < Bound);
    }

    [Fact]
    public void ExampleTwin_AnyBytes_SurvivesAndStillAnswers()
    {
        using var twin = new ExampleTwin();
        Attack(twin, Fragments, 5 * MessagesPerTwin);
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public void Twin_AnyBytes_SurvivesAndStillAnswers(string driver)
    {
        TwinDescription description = TwinCatalog.Shipped.All.Single(twin => twin.Driver == driver);
        var bench = new BenchDefinition { Name = "test", Instruments = [], SafeState = [] };
        ITwin twin = description.Create(new TwinContext(
            "device",
            SettingValues.Of(DriverCatalog.Shipped.All.Single(d => d.Name == driver).Settings),
            SettingValues.Of(description.Settings),
            new SampleStage(bench, 1, new VirtualClock()),
            1));
        string identityQuery = DriverCatalog.Shipped.Get(driver).Manners.IdentityQuery;
        Attack(twin, [.. Fragments, .. HeadersOf(twin)], MessagesPerTwin, identityQuery);
        (twin as IDisposable)?.Dispose();
    }

    private static void Attack(ITwin twin, string[] fragments, int count, string identityQuery = "*IDN?")
    {
        string identity = Identity();
        var random = RandomStream.For(2, $"{twin.GetType().Name} fuzz");
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < count; i++)
        {
            byte[] message = Message(random, fragments);
            try
            {
                Execute(twin, message);
            }
            catch (Exception error)
            {
                Assert.Fail($"{Shown(message)}: {error}");
            }

            Assert.True(watch.Elapsed < Bound, Shown(message));
        }

        Assert.Equal(identity, Identity());

        string Identity() => Encoding.Latin1.GetString(Execute(twin, Encoding.Latin1.GetBytes(identityQuery)).Span);
    }

    private static ReadOnlyMemory<byte> Execute(ITwin twin, byte[] message)
    {
        Task<ReadOnlyMemory<byte>> answer = twin.ExecuteAsync(message, default).AsTask();
        Assert.True(answer.IsCompleted, "On a virtual clock nothing waits.");
        return answer.GetAwaiter().GetResult();
    }

    // The twin's own headers reach its handlers, which random words hardly ever do.
    private static IEnumerable<string> HeadersOf(ITwin twin)
    {
        for (Type? type = twin.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetProperty(
                "Commands", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance) is { } commands)
            {
                return ((ScpiCommandSet)commands.GetValue(twin)!).Headers.Select(header => header.Replace(
                    "#", "1", StringComparison.Ordinal));
            }
        }

        return [];
    }

    private static byte[] Message(RandomStream random, string[] fragments)
    {
        var text = new StringBuilder();
        int parts = 1 + random.NextInt32(12);
        for (int i = 0; i < parts; i++)
        {
            text.Append(fragments[random.NextInt32(fragments.Length)]);
            if (random.NextInt32(3) == 0)
            {
                text.Append(' ');
            }
        }

        byte[] message = Encoding.Latin1.GetBytes(text.ToString());
        for (int mutations = random.NextInt32(4) - 1; mutations > 0; mutations--)
        {
            message[random.NextInt32(message.Length)] = (byte)random.NextInt32(256);
        }

        return message;
    }

    private static string Shown(byte[] message) =>
        string.Concat(message.Select(b => b is > 31 and < 127 ? $"{(char)b}" : $"<{b:x2}>"));
}
