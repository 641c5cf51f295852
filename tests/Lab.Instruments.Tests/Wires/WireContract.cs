using System.Text;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>The behaviour of every wire, whatever carries its bytes.</summary>
public abstract class WireContract : IAsyncLifetime
{
    private static readonly WireSettings Patient = new() { Timeout = Duration.FromSeconds(20) };
    private static readonly WireSettings Impatient = new() { Timeout = Duration.FromMilliseconds(1500) };

    /// <summary>Whether answers take time, so that they can be late.</summary>
    protected virtual bool HasTime => true;

    /// <summary>Whether answers have terminators, so that one can be empty.</summary>
    protected virtual bool HasTerminators => true;

    /// <summary>Whether an empty answer is told from none.</summary>
    protected virtual bool CarriesEmptyAnswers => HasTerminators;

    /// <summary>Whether the wire can be cut.</summary>
    protected virtual bool CanBreak => true;

    /// <summary>Whether the wire tells where a message ends, so that a block without a length may hold LF.</summary>
    protected virtual bool MarksEnds => true;

    /// <summary>Whether the wire sees at a message's end that a block is shorter than its header says;
    /// others wait for the rest.</summary>
    protected virtual bool SeesShortBlocks => MarksEnds;

    /// <summary>The longest block that goes through in good time.</summary>
    protected virtual int LongestBlock => 1 << 20;

    /// <summary>Blocks that go both ways.</summary>
    public static TheoryData<string, int> Blocks { get; } = new()
    {
        { "every byte", 0 },
        { "every byte", 1 },
        { "every byte", 256 },
        { "LF", 1000 },
        { "text", 5000 },
        { "every byte", 1 << 20 },
    };

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public abstract Task DisposeAsync();

    [Fact]
    public async Task Query_IsAnsweredWithoutTerminator()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);

        Assert.Equal("Lab,contract device,1,0", await QueryAsync(wire, "*IDN?"));
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
        Assert.NotEmpty(wire.Address);
    }

    [Fact]
    public async Task SetAndQueryInOneMessage_AreOneAnswer()
    {
        var device = new ContractDevice();
        await using IWire wire = await OpenAsync(device, Patient);

        Assert.Equal("17;Lab,contract device,1,0", await QueryAsync(wire, "SET 17;VAL?;*IDN?"));
        Assert.Equal("SET 17;VAL?;*IDN?", Assert.Single(device.Received));
    }

    [Fact]
    public async Task ManyExchanges_StayInStep()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal($"{i}", await QueryAsync(wire, $"SET {i};VAL?"));
        }
    }

    [Theory]
    [InlineData(256)]
    [InlineData(4090)]
    [InlineData(70_000)]
    public async Task BlockOfEveryByte_IsWhole_AndTheNextAnswerIsTheNext(int length)
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);

        Assert.Equal(ContractDevice.Block(length), await QueryAsync(wire, $"BLOCK? {length}"));
        Assert.Equal("0;" + ContractDevice.Block(256) + ";0", await QueryAsync(wire, "VAL?;BLOCK? 256;VAL?"));
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
    }

    [Fact]
    public async Task LongMessage_IsWhole()
    {
        string argument = new('7', 3000);
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);

        Assert.Equal(argument, await QueryAsync(wire, $"SET {argument};VAL?"));
    }

    [Fact]
    public async Task AnswerEndedByCrLf_LosesBoth()
    {
        await using IWire wire = await OpenAsync(
            new ContractDevice { BeforeTerminator = HasTerminators ? "\r" : string.Empty }, Patient);

        Assert.Equal("Lab,contract device,1,0", await QueryAsync(wire, "*IDN?"));
    }

    [Fact]
    public async Task EmptyAnswer_IsAnAnswer_WhereAWireCanCarryOne()
    {
        await using IWire wire = await OpenAsync(
            new ContractDevice { BeforeTerminator = HasTerminators ? "\r" : string.Empty }, Impatient);

        if (CarriesEmptyAnswers)
        {
            Assert.Equal(string.Empty, await QueryInTimeAsync(wire, "EMPTY?"));
            Assert.Equal("0", await QueryInTimeAsync(wire, "VAL?"));
        }
        else
        {
            Assert.Equal(
                InstrumentFault.Timeout, (await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "EMPTY?"))).Fault);
        }
    }

    [Fact]
    public async Task OverLongAnswer_IsRefused_AndAClearHelps()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient with { MaximumAnswerLength = 5000 });
        if (!HasTerminators)
        {
            // It is in memory before the wire sees it.
            Assert.Equal(ContractDevice.Block(20_000), await QueryAsync(wire, "BLOCK? 20000"));
            return;
        }

        var error = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "BLOCK? 20000"));
        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
        Assert.Equal("An answer of more than 5000 bytes does not end", error.Message);

        await wire.ClearAsync(default);
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
    }

    [Fact]
    public async Task Silence_IsATimeout_AndAClearHelps()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Impatient);

        Assert.Equal(InstrumentFault.Timeout, (await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "SILENT?"))).Fault);

        await ClearInTimeAsync(wire);
        Assert.Equal("0", await QueryInTimeAsync(wire, "VAL?"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(200)]
    public async Task LateAnswer_IsNeverTheNextQuerys(int millisecondsIntoTheClear)
    {
        var device = new ContractDevice();
        if (!HasTime)
        {
            device.AnswerLate();
        }

        await using IWire wire = await OpenAsync(device, Impatient);
        if (HasTime)
        {
            Assert.Equal(
                InstrumentFault.Timeout, (await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "LATE?"))).Fault);
        }
        else
        {
            await wire.WriteAsync("LATE?"u8.ToArray(), default); // nobody reads its answer
        }

        Task clearing = ClearInTimeAsync(wire);
        await Task.Delay(TimeSpan.FromMilliseconds(millisecondsIntoTheClear), TimeProvider.System);
        device.AnswerLate();
        await clearing;

        Assert.Equal("1", await QueryInTimeAsync(wire, "SET 1;VAL?"));
        Assert.Equal("2", await QueryInTimeAsync(wire, "SET 2;VAL?"));
    }

    [Fact]
    public async Task AllowForNextAnswer_WaitsLonger()
    {
        var device = new ContractDevice();
        await using IWire wire = await OpenAsync(device, Impatient);
        wire.AllowForNextAnswer(Duration.FromSeconds(20));
        Task answering = Task.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(HasTime ? 2500 : 0), TimeProvider.System);
            device.AnswerLate();
        });

        Assert.Equal("late", await QueryAsync(wire, "LATE?"));
        await answering;
    }

    [Fact]
    public async Task Cancelled_EndsAtOnce_AndAClearHelps()
    {
        var device = new ContractDevice();
        await using IWire wire = await OpenAsync(device, Patient with { Timeout = Duration.FromSeconds(60) });
        using var stop = new CancellationTokenSource();
        long started = TimeProvider.System.GetTimestamp();
        stop.CancelAfter(100);

        if (HasTime)
        {
            await wire.WriteAsync("LATE?"u8.ToArray(), default);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wire.ReadAsync(stop.Token).AsTask());
        }
        else
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wire.WriteAsync(
                "LATE?"u8.ToArray(), stop.Token).AsTask());
        }

        // At once, against the wire's 60 s, on a machine that may be busy.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 20);
        device.AnswerLate();
        await wire.ClearAsync(default);
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
    }

    [Fact]
    public async Task CutWire_IsADisconnection_AndAClearConnectsAnew()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Impatient with { Timeout = Duration.FromSeconds(3) });
        Assert.Equal("0", await QueryInTimeAsync(wire, "VAL?"));
        if (!CanBreak)
        {
            await ClearInTimeAsync(wire);
            Assert.Equal("0", await QueryInTimeAsync(wire, "VAL?"));
            return;
        }

        await CutAsync();
        var error = await Assert.ThrowsAsync<WireException>(async () =>
        {
            await QueryAsync(wire, "VAL?");
            await QueryAsync(wire, "VAL?");
        });
        Assert.Equal(InstrumentFault.Disconnected, error.Fault);

        await MendAsync();
        await ClearInTimeAsync(wire);
        Assert.Equal("5", await QueryInTimeAsync(wire, "SET 5;VAL?"));
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task Block_GoesBothWays_AsItIs(string bytes, int length)
    {
        byte[] data = Bytes(bytes, Math.Min(length, LongestBlock));
        var device = new ContractDevice();
        await using IWire wire = await OpenAsync(device, Patient);

        await LoadAsync(wire, data);
        BlockReceiver answer = await QueryBlockAsync(wire, "VAL?;DATA?;VAL?", data.Length);

        Assert.True(device.Loaded.AsSpan().SequenceEqual(data));
        Assert.True(answer.Block.Span.SequenceEqual(data));
        Assert.Equal(("0;", ";0", false), (answer.Before, answer.After, answer.IsIndefinite));
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
    }

    [Theory]
    [InlineData("#800001000", 1000)]
    [InlineData("#9000000000", 0)]
    [InlineData("#10", 0)]
    public async Task Block_HeaderWithZeros_IsTheSameBlock(string header, int length)
    {
        byte[] data = Bytes("every byte", length);
        await using IWire wire = await OpenAsync(
            new ContractDevice { Raw = [.. Encoding.ASCII.GetBytes(header), .. data] }, Patient);

        BlockReceiver answer = await QueryBlockAsync(wire, "RAW?", 1000);

        Assert.True(answer.HasBlock);
        Assert.Equal(data, answer.Block.ToArray());
    }

    [Fact]
    public async Task Block_WithoutALength_EndsWithItsMessage()
    {
        byte[] data = [.. Bytes("every byte", 5000).Where(value => value != (byte)'\n')];
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);
        await LoadAsync(wire, data);

        BlockReceiver answer = await QueryBlockAsync(wire, "DATA? 0", 1 << 20);

        Assert.True(answer.IsIndefinite);
        Assert.Equal(data, answer.Block.ToArray());
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
    }

    [Fact]
    public async Task Block_WithoutALength_HoldsLf_WhereItsEndIsMarkedOrItsLengthKnown()
    {
        byte[] data = [.. Bytes("every byte", 3000), (byte)'\n'];
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);
        await LoadAsync(wire, data);

        BlockReceiver answer = await QueryBlockAsync(wire, "DATA? 0", 1 << 20, MarksEnds ? null : data.Length);

        Assert.Equal(data, answer.Block.ToArray());
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
    }

    [Fact]
    public async Task Block_LongerThanIsAccepted_IsRefusedBeforeItComes_AndAClearHelps()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);

        var error = await Assert.ThrowsAsync<WireException>(() => QueryBlockAsync(wire, "BLOCK? 20000", 19_999));

        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
        Assert.Equal("A block of 20000 bytes is announced where at most 19999 are accepted", error.Message);
        await wire.ClearAsync(default);
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
    }

    [Fact]
    public async Task Block_ThatIsCutOff_IsAFault_AndAClearHelps()
    {
        await using IWire wire = await OpenAsync(new ContractDevice { Raw = "#41000abcdef"u8.ToArray() }, Impatient);

        var error = await Assert.ThrowsAsync<WireException>(() => QueryBlockAsync(wire, "RAW?", 1000));

        Assert.Equal(SeesShortBlocks ? InstrumentFault.BadAnswer : InstrumentFault.Timeout, error.Fault);
        Assert.Matches(
            SeesShortBlocks
                ? "^The answer ends after [67] of the 1000 bytes that the header of its block announces$"
                : "^The block stopped at [78] of 1000 bytes, and no more came within 1.5 s$",
            error.Message);
        await ClearInTimeAsync(wire);
        Assert.Equal("0", await QueryInTimeAsync(wire, "VAL?"));
    }

    [Theory]
    [InlineData("#15abcdefgh", "A block goes on after the 5 bytes that its header announces")]
    [InlineData("#4 20x", "The header of a block makes no sense: '#4 ' has to have 4 digits after '#4'")]
    public async Task Block_ThatIsNotWhatItsHeaderSays_IsAFault_AndAClearHelps(string raw, string message)
    {
        await using IWire wire = await OpenAsync(new ContractDevice { Raw = Encoding.ASCII.GetBytes(raw) }, Patient);

        var error = await Assert.ThrowsAsync<WireException>(() => QueryBlockAsync(wire, "RAW?", 1000));

        Assert.Equal((InstrumentFault.BadAnswer, message), (error.Fault, error.Message));
        await wire.ClearAsync(default);
        Assert.Equal("0", await QueryAsync(wire, "VAL?"));
    }

    [Fact]
    public async Task Block_AnswerOfTextInstead_IsTheText()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Patient);

        BlockReceiver answer = await QueryBlockAsync(wire, "*IDN?", 1000);

        Assert.Equal((false, "Lab,contract device,1,0"), (answer.HasBlock, answer.Before));
    }

    [Fact]
    public async Task Block_Silence_IsATimeout_AndAClearHelps()
    {
        await using IWire wire = await OpenAsync(new ContractDevice(), Impatient);

        Assert.Equal(
            InstrumentFault.Timeout,
            (await Assert.ThrowsAsync<WireException>(() => QueryBlockAsync(wire, "SILENT?", 1000))).Fault);

        await ClearInTimeAsync(wire);
        Assert.Equal("0", await QueryInTimeAsync(wire, "VAL?"));
    }

    /// <summary>Puts the device at the far end and opens a wire to it.</summary>
    private protected abstract Task<IWire> OpenAsync(ContractDevice device, WireSettings settings);

    /// <summary>Cuts the connection; nothing answers until it is mended.</summary>
    private protected virtual Task CutAsync() => Task.CompletedTask;

    /// <summary>Makes the device reachable again.</summary>
    private protected virtual Task MendAsync() => Task.CompletedTask;

    private protected static async Task<string> QueryAsync(IWire wire, string query)
    {
        await wire.WriteAsync(Encoding.Latin1.GetBytes(query), default);
        return Encoding.Latin1.GetString((await wire.ReadAsync(default)).Span);
    }

    // On a busy machine the device may need more than one of the short times that this wire allows.
    private protected static async Task ClearInTimeAsync(IWire wire)
    {
        const int attempts = 20;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await wire.ClearAsync(default);
                return;
            }
            catch (WireException error) when (error.Fault == InstrumentFault.Timeout && attempt < attempts)
            {
                // Once more.
            }
        }
    }

    /// <summary>Asks over a wire whose own time-out is short, for an answer that is late on a busy machine only.</summary>
    private static Task<string> QueryInTimeAsync(IWire wire, string query)
    {
        wire.AllowForNextAnswer(Patient.Timeout);
        return QueryAsync(wire, query);
    }

    private static byte[] Bytes(string what, int length) => what switch
    {
        "LF" => [.. Enumerable.Repeat((byte)'\n', length)],
        "text" => [.. Enumerable.Range(0, length).Select(i => (byte)";#0\"'+\x1b\r"[i % 8])],
        _ => [.. Enumerable.Range(0, length).Select(i => (byte)i)],
    };

    private static async Task LoadAsync(IWire wire, byte[] data)
    {
        await wire.WriteBlockAsync(
            new BlockMessage((byte[])[.. "LOAD "u8, .. BlockHeader.Of(data.Length)], data, ";VAL?"u8.ToArray()), default);
        Assert.Equal("0", Encoding.Latin1.GetString((await wire.ReadAsync(default)).Span));
    }

    private static async Task<BlockReceiver> QueryBlockAsync(IWire wire, string query, int most, int? knownLength = null)
    {
        var receiver = new BlockReceiver(most, length => new byte[length], knownLength);
        await wire.WriteAsync(Encoding.Latin1.GetBytes(query), default);
        await wire.ReadBlockAsync(receiver, default);
        Assert.True(receiver.IsComplete);
        return receiver;
    }
}
