using System.Text;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.DaqCards.Library;
using Lab.Mocks.Rough;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.DaqCards.NiDaqmxCardTwin>]

namespace Lab.Mocks.DaqCards;

/// <summary>Twin of a multifunction card of National Instruments: the library's calls as messages, on a simulated card.</summary>
/// <remarks>Its rough form is a card that its user before left with a voltage at the second output, with offset and gain errors
/// within its data sheet, and with the latency of a USB card.</remarks>
public sealed class NiDaqmxCardTwin : ITwin, IShippedTwin, IDisposable
{
    private const string NoiseKey = "noise";
    private const string OffsetKey = "offset";
    private const string SettlingKey = "settling";
    private const string JitterKey = "jitter";
    private const string OutputsKey = "outputs";

    /// <summary>The calls that have something to wait for, and the place of their time-out.</summary>
    private static readonly Dictionary<string, int> Waits = new()
    {
        ["DAQmxReadAnalogF64"] = 3,
        ["DAQmxWaitUntilTaskDone"] = 1,
    };

    /// <summary>Time of a call of a card in the computer [assumption].</summary>
    private static readonly Duration CallTime = Duration.FromSeconds(50e-6);

    private readonly TwinContext context;
    private readonly SimulatedCard card;
    private readonly DaqCallServer calls;
    private readonly SemaphoreSlim executing = new(1, 1);

    /// <summary>Creates the twin.</summary>
    /// <param name="context">Name, settings, stage and randomness.</param>
    public NiDaqmxCardTwin(TwinContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        this.context = context;
        bool isRough = context.Rough is not null;
        card = new SimulatedCard(context, new CardErrors(
            context.Twin.Get<Voltage>(NoiseKey).Volts,
            context.Twin.Get<Voltage>(OffsetKey).Volts + (isRough ? 0.6e-3 : 0), // within the data sheet of the lower X series
            isRough ? 80e-6 : 0,
            context.Twin.Get<Duration>(SettlingKey).Seconds,
            context.Twin.Get<Duration>(JitterKey).Seconds), int.Parse(
                context.Twin.Get<string>(OutputsKey), System.Globalization.CultureInfo.InvariantCulture));
        calls = new DaqCallServer(card);
        LetEarlierUserWork();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "ni-daqmx",
        Settings =
        [
            SettingKey.NotNegative<Voltage>(
                NoiseKey, Voltage.FromVolts(280e-6), "Noise of a sample in the range of 10 V, rms; less in a smaller range."),
            SettingKey.Quantity<Voltage>(OffsetKey, default(Voltage), "Offset of the inputs."),
            SettingKey.NotNegative<Duration>(
                SettlingKey, default(Duration),
                "Time constant with which an input settles after the channel before: what crosses over between channels."),
            SettingKey.NotNegative<Duration>(
                JitterKey, default(Duration), "Jitter of a counter's pulse beside its ticks of 10 ns, rms."),
            SettingKey.Choice(OutputsKey, "2", ["2", "4"], "Outputs of the card, of which a bench names the first two."),
        ],
        Rough = new RoughManners
        {
            Latency = Duration.FromMilliseconds(1), // [assumption]
            EarlierUser =
            [
                "1 DAQmxCreateTask \"left\"", "2 DAQmxCreateAOVoltageChan \"left\" \"Dev1/ao1\" -10 10",
                "3 DAQmxWriteAnalogF64 \"left\" 1 1 10 #18\0\0\0\0\0\0\u00c0?", // 0.125 V
            ],
        },
        Create = context => new NiDaqmxCardTwin(context),
    };

    /// <inheritdoc/>
    public string Name => context.Name;

    /// <inheritdoc/>
    public bool IsRenewedByShot => card.IsAtRest;

    /// <summary>Whether the card has been pulled out.</summary>
    public bool IsUnplugged
    {
        get => card.IsUnplugged;
        set => card.IsUnplugged = value;
    }

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        await executing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (context.Stage.Clock is ISteppedClock stepped)
            {
                stepped.Advance(CallTime + (context.Rough?.Latency ?? default));
            }

            if (DaqCallServer.Read(message.Span) is var (function, arguments))
            {
                await WaitForAsync(function, arguments, cancellationToken).ConfigureAwait(false);
            }

            calls.Execute(message.Span, answer);
        }
        finally
        {
            executing.Release();
        }
    }

    /// <inheritdoc/>
    public void PowerCycle()
    {
        calls.Forget();
        card.Reset();
        LetEarlierUserWork();
    }

    /// <summary>A card by itself reports nothing: an error is that the device is gone.</summary>
    /// <inheritdoc/>
    public void ReportError(int code, string text) => PowerCycle();

    /// <inheritdoc/>
    public void Dispose()
    {
        executing.Dispose();
        calls.Dispose();
    }

    // The library waits for samples, and for the end of a task, as long as its caller allows.
    private async ValueTask WaitForAsync(string function, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (Waits.TryGetValue(function, out int place) && arguments.Count > place
            && double.TryParse(arguments[place], System.Globalization.CultureInfo.InvariantCulture, out double timeout)
            && card.SecondsUntilReady(function, arguments) is > 0 and var wait)
        {
            // A nanosecond more, since a clock of nanoseconds may stand just before the moment.
            await context.Stage.Clock.WaitAsync(
                Duration.FromSeconds(Math.Min(wait + 1e-9, Math.Max(0, timeout))), cancellationToken).ConfigureAwait(false);
        }
    }

    private void LetEarlierUserWork()
    {
        foreach (string message in context.Rough?.EarlierUser ?? [])
        {
            calls.Execute(Encoding.Latin1.GetBytes(message), new TwinAnswer());
        }
    }
}
