using System.Text;
using Lab.Benches;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

public class TcpWireTests
{
    private static readonly Duration Short = Duration.FromSeconds(2);
    private static readonly Duration Long = Duration.FromSeconds(20);

    [Fact]
    public async Task Query_IsSentWithLfInOnePieceAndAnsweredWithoutTerminator()
    {
        string? received = null;
        await using var server = new ScriptedServer(async connection =>
        {
            received = await connection.ReceiveAsync();
            await connection.SendAsync("answer\r\n");
            await connection.HoldAsync();
        });
        await using TcpWire wire = await ConnectAsync(server, Long);

        Assert.Equal("answer", await QueryAsync(wire, "*IDN?"));
        Assert.Equal("*IDN?", received);
        Assert.Equal(server.Address, wire.Address);
    }

    [Fact]
    public async Task Read_AnswerInSingleBytes_IsWhole()
    {
        const string Answer = "1.5;#15a\nb\nc;\"#1\"";
        await using var server = new ScriptedServer(async connection =>
        {
            await connection.ReceiveAsync();
            foreach (char c in Answer + "\n")
            {
                await connection.SendAsync(c.ToString());
            }

            await connection.HoldAsync();
        });
        await using TcpWire wire = await ConnectAsync(server, Long);

        Assert.Equal(Answer, await QueryAsync(wire, "?"));
    }

    [Fact]
    public async Task Read_TwoAnswersInOnePiece_AreTwoAnswers()
    {
        await using var server = new ScriptedServer(async connection =>
        {
            await connection.ReceiveAsync();
            await connection.SendAsync("one\ntwo\n");
            await connection.HoldAsync();
        });
        await using TcpWire wire = await ConnectAsync(server, Long);

        Assert.Equal("one", await QueryAsync(wire, "?"));
        Assert.Equal("two", Encoding.Latin1.GetString((await wire.ReadAsync(default)).Span));
    }

    [Fact]
    public async Task Read_AnswerOfAMegabyte_IsWhole()
    {
        string data = new('x', 1 << 20);
        await using var server = new ScriptedServer(async connection =>
        {
            await connection.ReceiveAsync();
            await connection.SendAsync($"#7{1 << 20:0000000}{data}\n");
            await connection.HoldAsync();
        });
        await using TcpWire wire = await ConnectAsync(server, Long);

        Assert.Equal($"#71048576{data}", await QueryAsync(wire, "CURV?"));
    }

    [Fact]
    public async Task Read_NoAnswer_IsATimeout()
    {
        await using var server = new ScriptedServer(connection => connection.HoldAsync());
        await using TcpWire wire = await ConnectAsync(server, Short);

        var error = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "?"));

        Assert.Equal(InstrumentFault.Timeout, error.Fault);
        Assert.Equal("No answer came within 2 s", error.Message);
    }

    [Fact]
    public async Task AllowForNextAnswer_LongReading_WaitsForItOnceOnly()
    {
        await using var server = new ScriptedServer(connection => connection.HoldAsync());
        await using TcpWire wire = await ConnectAsync(server, Duration.FromMilliseconds(800));

        wire.AllowForNextAnswer(Duration.FromMilliseconds(300));
        var allowed = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "?"));
        var usual = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "?"));

        Assert.Equal("No answer came within 1.1 s", allowed.Message);
        Assert.Equal("No answer came within 800 ms", usual.Message);
    }

    [Fact]
    public async Task Read_LineOfAHundredMegabytes_EndsAtOneAndTakesNoMoreMemory()
    {
        const int pieces = 100;
        string piece = new('x', 1 << 20);
        await using var server = new ScriptedServer(async connection =>
        {
            for (int i = 0; i < pieces; i++)
            {
                await connection.SendAsync(piece);
            }
        });
        IWire wire = (await new SocketWires().TryOpenAsync(Addressed.At(server.Address), default))!;
        await using (wire)
        {
            WireException error = await Assert.ThrowsAsync<WireException>(() => wire.ReadAsync(default).AsTask());

            Assert.Equal((InstrumentFault.BadAnswer, "An answer of more than 1 MiB does not end"), (error.Fault, error.Message));
        }
    }

    [Fact]
    public async Task Read_AnswerThatTrickles_IsATimeoutAllTheSame()
    {
        await using var server = new ScriptedServer(async connection =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                await connection.SendAsync("1");
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        });
        await using TcpWire wire = await ConnectAsync(server, Duration.FromSeconds(0.3));

        Assert.Equal(
            InstrumentFault.Timeout, (await Assert.ThrowsAsync<WireException>(() => wire.ReadAsync(default).AsTask())).Fault);
    }

    [Fact]
    public async Task Clear_AfterATimeout_ALateAnswerIsNeverTheNextQuerys()
    {
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(
            async connection =>
            {
                await connection.ReceiveAsync();
                await connection.WaitForAsync(late.Task);
                await connection.SendAsync("late\n");
                await connection.HoldAsync();
            },
            async connection =>
            {
                await connection.ReceiveAsync();
                await connection.SendAsync("on time\n");
                await connection.HoldAsync();
            });
        await using TcpWire wire = await ConnectAsync(server, Short);
        await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "first?"));

        late.SetResult();
        await wire.ClearAsync(default);

        Assert.Equal("on time", await QueryAsync(wire, "second?"));
    }

    [Fact]
    public async Task Clear_AfterHalfAnAnswer_DropsIt()
    {
        await using var server = new ScriptedServer(
            async connection =>
            {
                await connection.ReceiveAsync();
                await connection.SendAsync("#15ab");
                await connection.HoldAsync();
            },
            async connection =>
            {
                await connection.ReceiveAsync();
                await connection.SendAsync("2\n");
                await connection.HoldAsync();
            });
        await using TcpWire wire = await ConnectAsync(server, Short);
        var error = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "?"));
        Assert.Equal(InstrumentFault.Timeout, error.Fault);

        await wire.ClearAsync(default);

        Assert.Equal("2", await QueryAsync(wire, "?"));
    }

    [Fact]
    public async Task Read_ConnectionClosed_SaysSo()
    {
        await using var server = new ScriptedServer(async connection =>
        {
            await connection.ReceiveAsync();
            await connection.SendAsync("half");
        });
        await using TcpWire wire = await ConnectAsync(server, Long);

        var error = await Assert.ThrowsAsync<WireException>(() => QueryAsync(wire, "?"));

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal("The instrument closed the connection", error.Message);
    }

    [Fact]
    public async Task Clear_NobodyListensAnyMore_IsDisconnectedEachTime()
    {
        var server = new ScriptedServer(connection => connection.HoldAsync());
        await using TcpWire wire = await ConnectAsync(server, Long);
        int port = server.Port;
        await server.DisposeAsync();

        for (int i = 0; i < 2; i++)
        {
            var error = await Assert.ThrowsAsync<WireException>(() => wire.ClearAsync(default).AsTask());

            Assert.Equal(InstrumentFault.Disconnected, error.Fault);
            Assert.Equal($"Nothing answers at 127.0.0.1:{port} (ConnectionRefused)", error.Message);
        }
    }

    [Fact]
    public async Task Read_Cancelled_IsNoTimeout()
    {
        await using var server = new ScriptedServer(connection => connection.HoldAsync());
        await using TcpWire wire = await ConnectAsync(server, Long);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wire.ReadAsync(cancel.Token).AsTask());
    }

    [Fact]
    public async Task Connect_NobodyListens_SaysWhere()
    {
        var server = new ScriptedServer();
        string address = server.Address;
        int port = server.Port;
        await server.DisposeAsync();

        var error = await Assert.ThrowsAsync<WireException>(() => new SocketWires().TryOpenAsync(
            Addressed.At(address), default).AsTask());

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal($"Nothing answers at 127.0.0.1:{port} (ConnectionRefused)", error.Message);
    }

    [Fact]
    public async Task TryOpen_AddressOfAnotherKind_IsLeftToOthers() =>
        Assert.Null(await new SocketWires().TryOpenAsync(Addressed.At("GPIB0::7::INSTR"), default));

    [Theory]
    [InlineData("1;0\n1;0\n", true)]
    [InlineData("1;0\r\n\0\n \n", false)] // more than one end of a line, and a NUL: manners of some instruments
    [InlineData("1;0\n", false)]
    public async Task HasUnread_LineThatNobodyAskedFor_IsSeenAndBlanksAreNot(string sent, bool expected)
    {
        await using var server = new ScriptedServer(async connection =>
        {
            await connection.ReceiveAsync();
            await connection.SendAsync(sent);
            await connection.HoldAsync();
        });
        await using TcpWire wire = await ConnectAsync(server, Long);

        Assert.Equal("1;0", await QueryAsync(wire, "*OPC?"));

        Assert.Equal(expected, await wire.HasUnreadAsync(default));
    }

    [Fact]
    public async Task Session_ConfirmationThatCameTwice_IsNoAnswerToTheNextQuery()
    {
        await using var server = new ScriptedServer(
            async connection =>
            {
                await connection.ReceiveAsync();
                await connection.SendAsync("1;0,\"No error\"\n1;0,\"No error\"\n");
                await connection.HoldAsync();
            },
            async connection =>
            {
                Assert.Equal(":SOUR:FREQ 2;*OPC?;:SYST:ERR?", await connection.ReceiveAsync());
                await connection.SendAsync("1;0,\"No error\"\n");
                await connection.HoldAsync();
            });
        var notes = new List<FaultNote>();
        var policy = new FaultPolicy
        {
            Rules = new Dictionary<InstrumentFault, FaultRule>
            {
                [InstrumentFault.BadAnswer] = new(ExchangeRetries: 1, PointRetries: 0)
            }
        };
        await using var session = new InstrumentSession(
            "rf",
            await ConnectAsync(server, Long),
            new TwinBench.RecordingGate(),
            TimeProvider.System,
            new InstrumentManners(),
            policy,
            notes.Add);

        await session.SendAsync(":SOUR:FREQ 1;*OPC?", default);
        await session.SendAsync(":SOUR:FREQ 2;*OPC?", default);

        Assert.Equal(InstrumentFault.BadAnswer, Assert.Single(notes).Fault);
        Assert.Contains("A line came in that nothing had asked for", notes[0].Message, StringComparison.Ordinal);
    }

    private static async Task<TcpWire> ConnectAsync(ScriptedServer server, Duration timeout)
    {
        Assert.True(ResourceName.TryParseSocket(server.Address, out ResourceName name));
        return await TcpWire.ConnectAsync(server.Address, name, timeout, default);
    }

    private static async Task<string> QueryAsync(TcpWire wire, string query)
    {
        await wire.WriteAsync(Encoding.Latin1.GetBytes(query), default);
        return Encoding.Latin1.GetString((await wire.ReadAsync(default)).Span);
    }
}
