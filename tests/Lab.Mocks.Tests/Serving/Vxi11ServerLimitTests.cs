using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lab.Mocks.Serving;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Serving;

/// <summary>The messages that strangers can send to the ports of VXI-11.</summary>
public class Vxi11ServerLimitTests
{
    [Fact]
    public async Task HostileRecords_EndTheirConnectionOnly()
    {
        var notices = new ConcurrentQueue<string>();
        var options = new TwinServerOptions { TransferTime = Duration.FromMilliseconds(500), Notice = notices.Enqueue };
        await using var server = new Vxi11Server([Device()], options, new MemoryBudget(options.MaximumBufferedLength));
        byte[][] hostile =
        [
            [0xFF, 0xFF, 0xFF, 0xFF],                       // a record of 2 GiB
            [0x00, 0x00, 0x00, 0x00],                       // fragments without bytes, for ever
            [0x80, 0x00, 0x00, 0x04, 1, 2, 3, 4],           // no call
            Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n"),
            [0x80, 0x00, 0x01, 0x00, 1],                    // half a record
        ];

        foreach (byte[] bytes in hostile)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(server.PortMapperEndPoint);
            await client.GetStream().WriteAsync(bytes);
            Assert.Equal(0, await ReadAsync(client.GetStream(), new byte[16]));
        }

        // A connection is closed first and told of second.
        Assert.True(
            SpinWait.SpinUntil(() => notices.Count == hostile.Length, TimeSpan.FromSeconds(10)), string.Join('\n', notices));
        Assert.InRange(await CorePortAsync(server.PortMapperEndPoint), 1, 65535);
    }

    [Fact]
    public async Task RandomCalls_NeverStopTheServer()
    {
        var options = new TwinServerOptions { TransferTime = Duration.FromSeconds(2) };
        await using var server = new Vxi11Server([Device()], options, new MemoryBudget(options.MaximumBufferedLength));
        int core = await CorePortAsync(server.PortMapperEndPoint);
        var random = new Random(5);
        for (int i = 0; i < 500; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, core);
            var words = new List<uint> { (uint)i, 0, 2, 395_183, 1, (uint)random.Next(0, 30), 0, 0, 0, 0 };
            for (int argument = random.Next(0, 12); argument > 0; argument--)
            {
                words.Add(random.Next(4) == 0 ? (uint)random.NextInt64(uint.MaxValue) : (uint)random.Next(0, 40));
            }

            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Record(words));
            client.Client.Shutdown(SocketShutdown.Send);
            await ReadAsync(stream, new byte[64]);
        }

        Assert.Equal(core, await CorePortAsync(server.PortMapperEndPoint));
    }

    private static Vxi11Device Device() => new("rf", (message, answer, _) =>
    {
        answer.Append(message.Span);
        return ValueTask.CompletedTask;
    });

    private static byte[] Record(List<uint> words) =>
        [.. words.Prepend(0x8000_0000u | (uint)(words.Count * 4)).SelectMany(
            word => (byte[])[(byte)(word >> 24), (byte)(word >> 16), (byte)(word >> 8), (byte)word])];

    private static async Task<int> CorePortAsync(IPEndPoint mapper)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(mapper);
        await client.GetStream().WriteAsync(Record([7, 0, 2, 100_000, 2, 3, 0, 0, 0, 0, 395_183, 1, 6, 0]));
        byte[] reply = new byte[32];
        await client.GetStream().ReadExactlyAsync(reply);
        return (reply[30] << 8) | reply[31];
    }

    private static async Task<int> ReadAsync(NetworkStream stream, byte[] target)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            return await stream.ReadAsync(target, patience.Token);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
