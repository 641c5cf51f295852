using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.RfGenerators;
using Lab.Protocols.SpinDiodes;
using Lab.Quantities;

namespace Lab.Protocols.Tests.SpinDiodes;

public sealed class UnbrokenToneTests
{
    private static readonly Frequency Keyed = Frequency.FromHertz(1000);

    /// <summary>The engine repeats a point whose reading overflows, from the lock-in amplifier on: its tone has to be
    /// keyed.</summary>
    [Fact]
    public async Task Read_VoltmeterThatFails_KeysTheToneAgain()
    {
        var keying = new Keying();
        var tone = new UnbrokenTone(new Overflowing(), keying, Keyed, Duration.FromSeconds(1), new VirtualClock());

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => tone.ReadAsync(default).AsTask());

        Assert.Equal(InstrumentFault.Overflow, error.Fault);
        Assert.Equal([null, Keyed], keying.Set);
    }

    [Fact]
    public async Task Read_RunThatIsEnded_KeysTheToneAgain()
    {
        var keying = new Keying();
        var tone = new UnbrokenTone(new Overflowing(), keying, Keyed, Duration.FromSeconds(1), new VirtualClock());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => tone.ReadAsync(new CancellationToken(canceled: true)).AsTask());

        Assert.Equal(Keyed, keying.Set[^1]);
    }

    private sealed class Keying : ISquareModulation
    {
        public List<Frequency?> Set { get; } = [];

        public ValueTask ModulateAsync(Frequency? frequency, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Set.Add(frequency);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Overflowing : INanovoltmeter
    {
        public string Name => "voltmeter";

        public InstrumentIdentity Identity => InstrumentIdentity.Parse("LAB,DOUBLE,1,1");

        public ValueTask ConfigureAsync(NanovoltmeterSettings settings, CancellationToken cancellationToken = default) =>
            ValueTask.CompletedTask;

        public ValueTask<Voltage> ReadAsync(CancellationToken cancellationToken = default) => throw new InstrumentException(
            InstrumentFault.Overflow, "The input is over range.", Name, "Set a larger range.");

        public ValueTask<IReadOnlyList<InstrumentError>> ReadErrorsAsync(CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<InstrumentError>>([]);

        public ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
