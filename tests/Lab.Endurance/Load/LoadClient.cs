using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lab.Endurance.Load;

/// <summary>One client of a served twin, which asks and checks that each answer is its question's.</summary>
internal static class LoadClient
{
    /// <summary>Connects and exchanges messages one after another.</summary>
    /// <param name="port">The twin's port on the loop-back address.</param>
    /// <param name="exchanges">How many.</param>
    /// <param name="seed">Of the order of the questions.</param>
    /// <returns>The time of each exchange in microseconds.</returns>
    /// <exception cref="InvalidOperationException">An answer is not its question's.</exception>
    public static async Task<float[]> RunAsync(int port, int exchanges, int seed)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        byte[] buffer = new byte[4096];
        string identity = await AskAsync(socket, "*IDN?\n"u8.ToArray(), buffer);
        if (identity.Split(',').Length < 3)
        {
            throw new InvalidOperationException($"'{identity}' is no identity.");
        }

        (byte[] Question, string Answer)[] exchangesKnown =
        [
            ("*IDN?\n"u8.ToArray(), identity),
            ("*OPC?\n"u8.ToArray(), "1"),
            ("*OPC?;*IDN?\n"u8.ToArray(), $"1;{identity}"),
        ];
        var random = new Random(seed);
        float[] microseconds = new float[exchanges];
        for (int i = 0; i < exchanges; i++)
        {
            (byte[] question, string expected) = exchangesKnown[random.Next(exchangesKnown.Length)];
            long started = Stopwatch.GetTimestamp();
            string answer = await AskAsync(socket, question, buffer);
            microseconds[i] = (float)Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            if (answer != expected)
            {
                throw new InvalidOperationException($"'{answer}' came where '{expected}' is right.");
            }
        }

        return microseconds;
    }

    private static async ValueTask<string> AskAsync(Socket socket, byte[] question, byte[] buffer)
    {
        await socket.SendAsync(question);
        int received = 0;
        while (received == 0 || buffer[received - 1] != (byte)'\n')
        {
            int count = await socket.ReceiveAsync(buffer.AsMemory(received));
            received += count > 0 ? count : throw new InvalidOperationException("The server closed the connection.");
        }

        return Encoding.ASCII.GetString(buffer, 0, received - 1);
    }
}
