using Lab.Instruments.Wires;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

public class PortsSerialPortTests
{
    /// <summary>The library drops what it has just read where the time of a read is over in the same moment: of 400 bytes that
    /// came so on a busy machine, one was gone in three trials of six.</summary>
    [Fact]
    public async Task Read_BytesThatComeAsItsTimeIsOver_AreNotLost()
    {
        const int slice = 30; // ms, the library's shortest
        await using var terminal = new PseudoTerminal();
        await terminal.StartPairAsync();
        using var port = new PortsSerialPort(terminal.Path, new SerialSettings());
        byte[] sent = [.. Enumerable.Range(0, 60).Select(i => (byte)i)];
        Task sending = Task.Factory.StartNew(
            () =>
            {
                using FileStream instrument = new(terminal.OtherPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
                for (int i = 0; i < sent.Length; i++)
                {
                    long last = TimeProvider.System.GetTimestamp();
                    double gap = slice - 0.5 + (1.0 * i / sent.Length);
                    SpinWait.SpinUntil(() => TimeProvider.System.GetElapsedTime(last).TotalMilliseconds >= gap);
                    instrument.Write(sent, i, 1);
                }
            },
            TaskCreationOptions.LongRunning);

        byte[] came = new byte[sent.Length];
        int count = 0;
        bool isOver = false;
        while (count < came.Length && !isOver)
        {
            isOver = sending.IsCompleted;
            int read = port.Read(came, count, came.Length - count, slice);
            count += read;
            isOver &= read == 0;
        }

        await sending;
        Assert.Equal(sent, came[..count]);
    }

    [Fact]
    public async Task Read_MoreThanIsAskedFor_TheNextReadGivesTheRest()
    {
        await using var terminal = new PseudoTerminal();
        await terminal.StartPairAsync();
        using var port = new PortsSerialPort(terminal.Path, new SerialSettings());
        byte[] sent = [1, 2, 3, 4, 5];
        await File.WriteAllBytesAsync(terminal.OtherPath, sent);
        byte[] came = new byte[sent.Length];

        Assert.Equal(2, port.Read(came, 0, 2, 20_000));
        for (int count = 2; count < sent.Length;)
        {
            count += port.Read(came, count, sent.Length - count, 20_000);
        }

        Assert.Equal(sent, came);
        Assert.Equal(0, port.Read(came, 0, came.Length, 1));
    }
}
