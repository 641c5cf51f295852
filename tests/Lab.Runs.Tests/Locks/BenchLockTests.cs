using System.Text.Json;
using Lab.Instruments.Benches;
using Lab.Runs.Locks;

namespace Lab.Runs.Tests.Locks;

public sealed class BenchLockTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public BenchLockTests() => Environment.SetEnvironmentVariable(BenchLock.FolderVariable, folder.Path);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(BenchLock.FolderVariable, null);
        folder.Dispose();
    }

    [Fact]
    public void Acquire_BenchInUse_SaysWhoHasIt()
    {
        using BenchLock first = BenchLock.Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET"), Holder());

        var error = Assert.Throws<BenchInUseException>(() => BenchLock.Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET"), Holder()));

        Assert.Contains($"Bench 'one' is in use by process {Environment.ProcessId} (lab run mac, since ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcpip0::10.0.0.1::5025::socket", true)]
    [InlineData("TCPIP::10.0.0.1::5026::SOCKET", false)]
    [InlineData("sim:", false)]
    public void Acquire_OtherBench_IsRefusedWhereItSharesAnInstrument(string address, bool isShared)
    {
        using BenchLock first = BenchLock.Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET", "TCPIP::10.0.0.2::5025::SOCKET"), Holder());

        Exception? error = Record.Exception(() => BenchLock.Acquire(Bench("two", "GPIB0::9::INSTR", address), Holder()).Dispose());

        Assert.Equal(isShared, error is BenchInUseException);

        // Whatever was taken before the refusal is given back.
        BenchLock.Acquire(Bench("three", "GPIB0::9::INSTR"), Holder()).Dispose();
    }

    [Theory]
    [InlineData("PRLGX-TCPIP::10.0.0.5::1234::GPIB::9::INSTR", "prlgx-tcpip0::10.0.0.5::gpib::12::instr", true)]
    [InlineData("PRLGX-TCPIP::10.0.0.5::1234::GPIB::9::INSTR", "TCPIP::10.0.0.5::1234::SOCKET", true)]
    [InlineData("PRLGX-TCPIP::10.0.0.5::1234::GPIB::9::INSTR", "PRLGX-TCPIP::10.0.0.6::1234::GPIB::9::INSTR", false)]
    [InlineData("PRLGX-ASRL/dev/ttyUSB0::GPIB::9::INSTR", "PRLGX-ASRL/dev/ttyUSB0::GPIB::12::2::INSTR", true)]
    [InlineData("PRLGX-ASRL/dev/ttyUSB0::GPIB::9::INSTR", "ASRL/dev/ttyUSB0::INSTR", true)]
    [InlineData("PRLGX-ASRL/dev/ttyUSB0::GPIB::9::INSTR", "PRLGX-ASRL/dev/ttyUSB1::GPIB::9::INSTR", false)]
    public void Acquire_InstrumentsBehindOneAdapter_ExcludeEachOther(string first, string second, bool isShared)
    {
        using BenchLock taken = BenchLock.Acquire(Bench("one", first), Holder());

        Exception? error = Record.Exception(() => BenchLock.Acquire(Bench("two", second), Holder()).Dispose());

        Assert.Equal(isShared, error is BenchInUseException);
    }

    [Fact]
    public void AddressesOf_SeveralBehindOneAdapter_NamesTheAdapterOnce() => Assert.Equal(
        ["PRLGX-TCPIP::10.0.0.5::1234::GPIB::12::INSTR", "PRLGX-TCPIP::10.0.0.5::1234::GPIB::9::INSTR", "TCPIP::10.0.0.5::1234::SOCKET"],
        BenchLock.AddressesOf(Bench("one", "PRLGX-TCPIP::10.0.0.5::1234::GPIB::9::INSTR", "PRLGX-TCPIP::10.0.0.5::1234::GPIB::12::INSTR")));

    [Fact]
    public void Acquire_AfterItWasGivenBack_IsTaken()
    {
        BenchLock.Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET"), Holder()).Dispose();

        using BenchLock second = BenchLock.Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET"), Holder());

        Assert.Empty(second.TakenOver);
    }

    [Fact]
    public void Acquire_HolderDied_IsTakenOverAndSaysFromWhom()
    {
        LockHolder dead = Holder() with { ProcessId = int.MaxValue };
        BenchLock.Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET"), dead).Dispose();
        string stem = Directory.GetFiles(folder.Path, "*.lock").Single()[..^".lock".Length];
        File.WriteAllText($"{stem}.holder", JsonSerializer.Serialize(dead));

        using BenchLock second = BenchLock.Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET"), Holder());

        Assert.Equal([dead], second.TakenOver);
    }

    private static LockHolder Holder() => new(Environment.ProcessId, "lab run mac", "one", new DateTimeOffset(2026, 3, 4, 12, 3, 0, TimeSpan.Zero), WatchdogId: null);

    private static BenchDefinition Bench(string name, params string[] addresses) => new()
    {
        Name = name,
        SafeState = [],
        Instruments = [.. addresses.Select((address, i) => new InstrumentDefinition($"i{i}", "any", address, SettingValues.Empty, [], SettingValues.Empty))],
    };
}
