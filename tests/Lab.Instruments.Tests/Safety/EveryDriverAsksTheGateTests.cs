using System.Reflection;
using System.Text;
using Lab.Benches;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Drivers;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.Terminals;
using Lab.Instruments.WaveformGenerators;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety;

/// <summary>With a gate that forbids everything, no method of a driver that can drive the sample sends anything but
/// queries.</summary>
public sealed class EveryDriverAsksTheGateTests
{
    // Whatever forbids more, these may be sent: they stop something, or move no value that a limit could have.
    private static readonly string[] Harmless =
        [nameof(ICurrentProgram.StopProgramAsync), nameof(IPulseGenerator.HoldAsync), nameof(IPulseGenerator.SetDelayAsync)];

    public static TheoryData<string> Drivers =>
        [.. DriverCatalog.Shipped.All.Where(each => each.Terminals.Any(terminal => terminal.Channels.Count > 0)
            && each is { IsComposite: false, IsLibrary: false }).Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Drivers))]
    public async Task EveryMethod_GateForbidsEverything_SendsQueriesOnly(string driver)
    {
        DriverDescription description = DriverCatalog.Shipped.Get(driver);
        TwinBench twins = await TwinBench.OpenAsync(driver);
        await using TwinBench disposed = twins;
        var wire = new ListeningWire(await twins.WireAsync());
        var gate = new TwinBench.RecordingGate();
        IInstrument instrument = description.Make(
            new DriverContext("device", SettingValues.Of(description.Settings), gate, twins.Clock, wire, _ => null));
        await ((IConnected)instrument).OpenAsync(default);
        gate.Allows = _ => false;
        wire.Sent.Clear();
        var called = new List<string>();
        IEnumerable<Type> faces = instrument.GetType().GetInterfaces()
            .Where(face => description.Kind.Interface == face || face == typeof(ICurrentProgram));
        foreach (MethodInfo method in faces.SelectMany(face => face.GetMethods())
            .Where(method => !method.IsSpecialName && !method.IsStatic && !IsHarmless(method)))
        {
            foreach (bool flag in (bool[])[true, false])
            {
                called.Add(method.Name);
                object?[] arguments = [.. method.GetParameters().Select(parameter => Argument(parameter.ParameterType, flag))];
                await CallAsync(method, instrument, arguments);
            }
        }

        Assert.NotEmpty(called);
        Assert.DoesNotContain(
            wire.Sent, message => message.Split(';').Any(unit => !unit.Contains('?', StringComparison.Ordinal)));
    }

    private static bool IsHarmless(MethodInfo method) =>
        Harmless.Contains(method.Name) || method.GetCustomAttribute<DrivesNothingAttribute>() is not null;

    private static object? Argument(Type type, bool flag) => type switch
    {
        _ when type == typeof(bool) => flag,
        _ when type == typeof(int) => 1,
        _ when type == typeof(string) => "1",
        _ when type == typeof(WaveformProgram) => new WaveformProgram(
            100e6, [new ChannelWaveform("1", new WaveformSegment(new double[9600]))], WaveformStart.AtTrigger),
        _ when type == typeof(CancellationToken) => CancellationToken.None,
        _ when type == typeof(Duration) => Duration.FromSeconds(0.1),
        _ when type == typeof(IReadOnlyList<Current>) => new[] { Current.FromMilliamperes(1) },
        _ when type.GetMethod("FromSi") is { } fromSi => fromSi.Invoke(null, [1e-3]),
        _ => throw new InvalidOperationException($"The test needs an argument of type {type.Name}."),
    };

    private static async Task CallAsync(MethodInfo method, IInstrument instrument, object?[] arguments)
    {
        try
        {
            object result = method.Invoke(instrument, arguments)!;
            await (result is ValueTask plain
                ? plain.AsTask()
                : (Task)result.GetType().GetMethod("AsTask")!.Invoke(result, null)!);
        }
        catch (Exception error) when (error is InstrumentException || error.InnerException is InstrumentException)
        {
            // What the gate or the instrument refuses is refused.
        }
    }

    private sealed class ListeningWire(IWire inner) : IWire
    {
        public List<string> Sent { get; } = [];

        // Some instruments ask without a question mark: what is answered and sets nothing was a query.
        private void NoteAnswer()
        {
            if (Sent is [.., var last] && !last.Contains('?', StringComparison.Ordinal))
            {
                Sent.RemoveAt(Sent.Count - 1);
            }
        }

        public string Address => inner.Address;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            Sent.Add(Encoding.UTF8.GetString(message.Span));
            return inner.WriteAsync(message, cancellationToken);
        }

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
        {
            NoteAnswer();
            return inner.ReadAsync(cancellationToken);
        }

        public ValueTask ClearAsync(CancellationToken cancellationToken) => inner.ClearAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
