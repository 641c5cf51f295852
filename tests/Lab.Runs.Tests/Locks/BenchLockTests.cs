using System.Text.Json;
using Lab.Benches;
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
        using BenchLock first = Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET"), Holder());

        var error = Assert.Throws<BenchInUseException>(() => Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET"), Holder()));

        Assert.Contains(
            $"Bench 'one' is in use by process {Environment.ProcessId} (lab run mac, since ",
            error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcpip0::10.0.0.1::5025::socket", true)]
    [InlineData("TCPIP::10.0.0.1::5026::SOCKET", false)]
    [InlineData("sim:", false)]
    public void Acquire_OtherBench_IsRefusedWhereItSharesAnInstrument(string address, bool isShared)
    {
        using BenchLock first = Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET", "TCPIP::10.0.0.2::5025::SOCKET"), Holder());

        Exception? error = Record.Exception(() => Acquire(Bench("two", "GPIB0::9::INSTR", address), Holder()).Dispose());

        Assert.Equal(isShared, error is BenchInUseException);

        // Whatever was taken before the refusal is given back.
        Acquire(Bench("three", "GPIB0::9::INSTR"), Holder()).Dispose();
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
        using BenchLock taken = Acquire(Bench("one", first), Holder());

        Exception? error = Record.Exception(() => Acquire(Bench("two", second), Holder()).Dispose());

        Assert.Equal(isShared, error is BenchInUseException);
    }

    [Theory]
    [InlineData("TCPIP::127.0.0.1::5025::SOCKET", "TCPIP::localhost::5025::SOCKET", true)]
    [InlineData("TCPIP::127.0.0.1::5025::SOCKET", "TCPIP::127.1::5025::SOCKET", true)]
    [InlineData("TCPIP::127.0.0.1::5025::SOCKET", "TCPIP::LOCALHOST::05025::SOCKET", true)]
    [InlineData("TCPIP::127.0.0.1::5025::SOCKET", "TCPIP3::0x7f000001::5025::SOCKET", true)]
    [InlineData("TCPIP::127.0.0.1::5025::SOCKET", "TCPIP::0.0.0.0::5025::SOCKET", true)]
    [InlineData("TCPIP::127.0.0.1::5025::SOCKET", "TCPIP::127.0.0.1::5026::SOCKET", false)]
    [InlineData("TCPIP::127.0.0.1::5025::SOCKET", "TCPIP::127.0.0.1:40111::inst3::INSTR", true)]
    [InlineData("TCPIP::psg.lab::5025::SOCKET", "TCPIP::old-name::5025::SOCKET", true)]
    [InlineData("TCPIP::psg.lab::5025::SOCKET", "TCPIP::10.0.0.1::5025::SOCKET", true)]
    [InlineData("TCPIP::10.0.0.1::5025::SOCKET", "TCPIP::10.0.0.1::INSTR", true)]
    [InlineData("TCPIP::10.0.0.1::5025::SOCKET", "TCPIP::10.0.0.1::hislip0::INSTR", true)]
    [InlineData("TCPIP::10.0.0.1::5025::SOCKET", "TCPIP::10.0.0.2::INSTR", false)]
    [InlineData("TCPIP::10.0.0.1::inst0::INSTR", "TCPIP0::10.0.0.1", true)]
    [InlineData("TCPIP::10.0.0.1::inst0::INSTR", "TCPIP::10.0.0.1::inst1::INSTR", false)]
    [InlineData("TCPIP::10.0.0.1::hislip0::INSTR", "tcpip::10.0.0.1::HiSLIP0,4880::instr", true)]
    [InlineData("TCPIP::10.0.0.1::hislip0::INSTR", "TCPIP::10.0.0.1::inst0::INSTR", true)]
    [InlineData("GPIB0::9::INSTR", "gpib::09", true)]
    [InlineData("GPIB0::9::INSTR", "GPIB1::9::INSTR", false)]
    [InlineData("USB0::0x0957::0x17A6::MY123::INSTR", "USB::2391::6054::my123::0::INSTR", true)]
    [InlineData("ASRL3::INSTR", "ASRL/dev/ttyS2::INSTR", true)]
    public void Acquire_AddressWrittenOtherwise_IsRefusedWhereItLeadsToTheSamePlace(string first, string second, bool isSame)
    {
        using BenchLock taken = Acquire(Bench("one", first), Holder());

        Exception? error = Record.Exception(() => Acquire(Bench("two", second), Holder()).Dispose());

        Assert.Equal(isSame, error is BenchInUseException);
    }

    [Fact]
    public void Acquire_OneBenchWithSeveralProtocolsToAHost_HasTheHostAlone()
    {
        using BenchLock taken = Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET", "TCPIP::10.0.0.1::inst1::INSTR"), Holder());

        Assert.Throws<BenchInUseException>(() => Acquire(Bench("two", "TCPIP::10.0.0.1::5099::SOCKET"), Holder()));
        Assert.Throws<BenchInUseException>(() => Acquire(Bench("three", "TCPIP::10.0.0.1::inst7::INSTR"), Holder()));
    }

    [Fact]
    public void Acquire_FolderThatAnyUserMayEmpty_IsProtected()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // which has no sticky bit
        }

        string shared = Directory.CreateDirectory(Path.Combine(folder.Path, "shared")).FullName;
        File.SetUnixFileMode(shared, (UnixFileMode)0b111_111_111);
        Environment.SetEnvironmentVariable(BenchLock.FolderVariable, shared);

        using BenchLock taken = Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET"), Holder());

        Assert.Equal((UnixFileMode)0b001_111_111_111, File.GetUnixFileMode(shared));
        foreach (string file in Directory.GetFiles(shared))
        {
            Assert.Equal((UnixFileMode)0b110_100_100, File.GetUnixFileMode(file));
        }
    }

    [Theory]
    [InlineData("*.lock")]
    [InlineData("*.holder")]
    public void Acquire_LinkInThePlaceOfAFile_LeavesItsTargetAlone(string pattern)
    {
        BenchDefinition bench = Bench("one", "TCPIP::10.0.0.1::5025::SOCKET");
        string[] files;
        using (Acquire(bench, Holder()))
        {
            files = Directory.GetFiles(folder.Path, pattern);
        }

        string victim = Path.Combine(folder.Path, "victim");
        File.WriteAllText(victim, "precious");
        foreach (string file in files)
        {
            File.Delete(file);
            File.CreateSymbolicLink(file, victim);
        }

        Exception? error = Record.Exception(() => Acquire(bench, Holder()).Dispose());

        Assert.Equal("precious", File.ReadAllText(victim));
        Assert.Equal(pattern == "*.lock", error is RunException and not BenchInUseException);
    }

    [Fact]
    public void Acquire_DanglingLinkInThePlaceOfALock_MakesNoFile()
    {
        BenchDefinition bench = Bench("one", "TCPIP::10.0.0.1::5025::SOCKET");
        Acquire(bench, Holder()).Dispose();
        string file = Directory.GetFiles(folder.Path, "*.lock")[0];
        File.Delete(file);
        File.CreateSymbolicLink(file, Path.Combine(folder.Path, "nowhere"));

        Assert.Contains(
            "it is a link", Assert.Throws<RunException>(() => Acquire(bench, Holder())).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "nowhere")));
    }

    [Fact]
    public void Acquire_ForgedHolder_IsShownWithoutControlCharactersAndBounded()
    {
        BenchDefinition bench = Bench("one", "TCPIP::10.0.0.1::5025::SOCKET");
        using BenchLock taken = Acquire(bench, Holder());
        foreach (string real in Directory.GetFiles(folder.Path, "*.holder"))
        {
            File.Delete(real);
            string stem = Path.Combine(folder.Path, Path.GetFileName(real).Split('.')[0]);
            File.WriteAllText($"{stem}.evil-1.holder", JsonSerializer.Serialize(
                Holder() with { Program = "\u001b[2Jlab run", WatchdogId = int.MaxValue, ProcessId = int.MaxValue }));
            File.WriteAllText($"{stem}.evil-2.holder", new string('x', 5000));
            File.WriteAllText($"{stem}.evil-3.holder", "{");
        }

        var error = Assert.Throws<BenchInUseException>(() => Acquire(bench, Holder()));

        Assert.Contains("(?[2Jlab run, since", error.Message, StringComparison.Ordinal);
        Assert.False(error.Holder!.IsBeingMadeSafe); // no watchdog is there that would be waited for
    }

    [Fact]
    public void Acquire_AfterItWasGivenBack_IsTaken()
    {
        Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET"), Holder()).Dispose();

        using BenchLock second = Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET"), Holder());

        Assert.Empty(second.TakenOver);
    }

    [Fact]
    public void Acquire_HolderDied_IsTakenOverAndSaysFromWhom()
    {
        LockHolder dead = Holder() with { ProcessId = int.MaxValue };
        Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET"), dead).Dispose();
        foreach (string file in Directory.GetFiles(folder.Path, "*.lock"))
        {
            File.WriteAllText($"{file[..^".lock".Length]}.somebody-1.holder", JsonSerializer.Serialize(dead));
        }

        using BenchLock second = Acquire(Bench("one", "TCPIP::10.0.0.1::5025::SOCKET"), Holder());

        Assert.Equal([dead], second.TakenOver);
    }

    // What the network would say is the transports' business.
    private static BenchLock Acquire(BenchDefinition bench, LockHolder holder) => BenchLock.Acquire(
        bench,
        holder,
        name => name switch
        {
            "LOCALHOST" or "127.0.0.1" or "127.1" or "0X7F000001" or "0.0.0.0" => ["here"],
            "PSG.LAB" or "OLD-NAME" => ["10.0.0.1", "fe80::1"],
            _ => [name],
        });

    private static LockHolder Holder() => new(
        Environment.ProcessId, "lab run mac", "one", new DateTimeOffset(2026, 3, 4, 12, 3, 0, TimeSpan.Zero), WatchdogId: null);

    private static BenchDefinition Bench(string name, params string[] addresses) => new()
    {
        Name = name,
        SafeState = [],
        Instruments = [.. addresses.Select((address, i) => new InstrumentDefinition(
            $"i{i}", "any", address, SettingValues.Empty, [], SettingValues.Empty))],
    };
}
