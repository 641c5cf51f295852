using Lab.Instruments.Benches;
using Lab.Runs.Locks;

namespace Lab.Runs.Tests.Locks;

public class BenchLockTests
{
    private static readonly DateTimeOffset Since = new(2026, 3, 1, 12, 3, 0, TimeSpan.Zero);

    private readonly string host = $"bench-{Guid.NewGuid():N}";

    [Fact]
    public void Acquire_BenchWithACommonInstrument_IsRefusedWithTheHoldersName()
    {
        BenchDefinition first = Bench($"TCPIP::{host}::1::SOCKET", $"TCPIP::{host}::2::SOCKET");
        BenchDefinition second = Bench($"TCPIP::{host}::3::SOCKET", $"tcpip0::{host}::2::socket");
        using var taken = BenchLock.Acquire(first, Holder("lab run a"));

        var error = Assert.Throws<BenchInUseException>(() => BenchLock.Acquire(second, Holder("lab run b")));

        Assert.Equal(
            $"Bench 'test' is in use by process {Environment.ProcessId} (lab run a, since {Since.ToLocalTime():yyyy-MM-dd HH:mm:ss}), which holds {$"TCPIP::{host}::2::SOCKET".ToUpperInvariant()}. Stop that first: Ctrl-C there brings the bench to its safe state.",
            error.Message);
        Assert.Equal("lab run a", error.Holder!.Program);
    }

    [Fact]
    public void Acquire_AfterARefusal_LeavesNoInstrumentTaken()
    {
        BenchDefinition both = Bench($"TCPIP::{host}::1::SOCKET", $"TCPIP::{host}::2::SOCKET");
        using (BenchLock.Acquire(Bench($"TCPIP::{host}::2::SOCKET"), Holder("lab run a")))
        {
            Assert.Throws<BenchInUseException>(() => BenchLock.Acquire(both, Holder("lab run b")));
            using var free = BenchLock.Acquire(Bench($"TCPIP::{host}::1::SOCKET"), Holder("lab run c"));
        }

        using var taken = BenchLock.Acquire(both, Holder("lab run b"));
        Assert.Empty(taken.TakenOver);
    }

    [Fact]
    public void Acquire_OtherInstruments_HasNothingToDoWithIt()
    {
        using var first = BenchLock.Acquire(Bench($"TCPIP::{host}::1::SOCKET"), Holder("lab run a"));
        using var second = BenchLock.Acquire(Bench($"TCPIP::{host}::2::SOCKET"), Holder("lab run b"));
    }

    [Fact]
    public void AddressesOf_TwinsAndInstrumentsMadeOfOthers_HaveNone() =>
        Assert.Empty(BenchLock.AddressesOf(Bench(InstrumentDefinition.TwinAddress, string.Empty)));

    [Fact]
    public void IsBeingMadeSafe_OnlyOfADeadProcessWithAWatchdog()
    {
        Assert.False((Holder("a") with { WatchdogId = 1 }).IsBeingMadeSafe);
        Assert.False((Holder("a") with { ProcessId = int.MaxValue }).IsBeingMadeSafe);
        Assert.True((Holder("a") with { ProcessId = int.MaxValue, WatchdogId = 1 }).IsBeingMadeSafe);
    }

    private static LockHolder Holder(string program) => new(Environment.ProcessId, program, "test", Since, WatchdogId: null);

    private static BenchDefinition Bench(params string[] addresses) => new()
    {
        Name = "test",
        Instruments = [.. addresses.Select((address, i) => new InstrumentDefinition($"i{i}", "driver", address, SettingValues.Empty, [], SettingValues.Empty))],
        SafeState = [],
    };
}
