using System.Text;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Scpi;

/// <summary>An instrument with one command of every shape that manuals have.</summary>
internal sealed class ExampleTwin : ScpiTwin
{
    private readonly ScpiNumber frequency = new()
    {
        Unit = "Hz",
        Minimum = () => 1e3,
        Maximum = () => 1e10,
        Default = 1e9,
        Value = 1e9,
    };

    private readonly ScpiNumber anything = new()
    {
        Minimum = () => double.MinValue,
        Maximum = () => double.MaxValue,
        Default = 0,
    };

    private readonly double[] levels = new double[4];
    private bool output;
    private string function = "VOLT";

    public ExampleTwin()
        : base(Surroundings(), "Maker,Model,1,2")
    {
        Commands.Number("[:SOURce<1>]:FREQuency[:CW|:FIXed]", frequency);
        Commands.Number(":FREQuency:STARt", anything);
        Commands.Query(":FREQuency:STOP", _ => "stop");
        Commands.Number(":VALue", anything);
        Commands.Switch(":OUTPut<4>[:STATe]", () => output, on => output = on);
        Commands.Word(":FUNCtion", ["VOLTage", "CURRent"], () => function, word => function = word);
        Commands.Command(":SLVL", arguments => levels[0] = arguments.Number("V"));
        Commands.Query(":SLVL", _ => $"{levels[0]}");
        Commands.Command(":CHANnel<4>[:LEVel]", arguments => levels[arguments.Suffix() - 1] = arguments.Number("V"));
        Commands.Query(":CHANnel<4>[:LEVel]", arguments => $"{levels[arguments.Suffix() - 1]}");
        Commands.Query("[:GROup<2>]:ITEM<9>", arguments => $"{arguments.Suffix(0)}/{arguments.Suffix(1)}");
        Commands.Query("TRCA", arguments => $"{arguments.Number()}+{arguments.Number()}+{arguments.Number()}");
        Commands.Command(":DATA", arguments => Data = arguments.Take());
        Commands.Query(":DATA", _ => Data.Block is { } block ? Encoding.Latin1.GetString(block.Span) : Data.Text);
        Commands.Command(":BUSY", _ => BusyFor(Duration.FromSeconds(10)));
        Commands.Query(":SLOW", async (_, cancellationToken) =>
        {
            await Clock.WaitAsync(Duration.FromSeconds(1), cancellationToken);
            return "slow";
        });
    }

    public ScpiArgument Data { get; private set; }

    public VirtualClock Time => (VirtualClock)Clock;

    public static string? Ask(ScpiTwin twin, ReadOnlySpan<byte> message)
    {
        ReadOnlyMemory<byte> answer = twin.ExecuteAsync(message.ToArray(), default).AsTask().GetAwaiter().GetResult();
        return answer.IsEmpty ? null : Encoding.Latin1.GetString(answer.Span);
    }

    public string? Ask(string message) => Ask(this, Encoding.Latin1.GetBytes(message));

    protected override void Reset()
    {
        frequency.Value = frequency.Default;
        output = false;
    }

    private static TwinContext Surroundings()
    {
        var bench = new BenchDefinition { Name = "test", Instruments = [], SafeState = [] };
        return new TwinContext(
            "example", SettingValues.Empty, SettingValues.Empty, new SampleStage(bench, 1, new VirtualClock()), 1);
    }
}
