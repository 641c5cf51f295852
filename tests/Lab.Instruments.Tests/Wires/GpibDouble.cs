using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>A GPIB library compiled from C, with one bus in it. It needs the C compiler <c>cc</c>.</summary>
internal sealed class GpibDouble : IDisposable
{
    private static readonly Lazy<(string File, nint Handle)> Built = new(Build);

    private readonly Dictionary<int, Player> players = [];
    private readonly Listen listen;
    private readonly Clear clear;

    public GpibDouble()
    {
        listen = (pad, bytes, count) => players[pad].Take(bytes, (int)count);
        clear = pad => players[pad].Clear();
        Fail(-1);
        Stick(false);
        BreakAfter(0);
        Trace();
    }

    private delegate void Listen(int pad, nint bytes, nint count);

    private delegate void Clear(int pad);

    private delegate void PlugFunction(int pad, Listen? listen, Clear? clear);

    private delegate void AnswerFunction(int pad, byte[] bytes, nint length);

    private delegate void NumberFunction(int number);

    private delegate void LongFunction(nint number);

    private delegate void TraceFunction(byte[] into, nint room);

    public static GpibLibrary Library { get; } = GpibLibrary.Load(Built.Value.File);

    public void Plug(int pad, ContractDevice device)
    {
        players[pad] = new Player(device, bytes => Function<AnswerFunction>("gpib_double_answer")(pad, bytes, bytes.Length));
        Function<PlugFunction>("gpib_double_plug")(pad, listen, clear);
    }

    public void Unplug(int pad) => Function<PlugFunction>("gpib_double_plug")(pad, null, null);

    public void Fail(int number) => Function<NumberFunction>("gpib_double_fail")(number);

    public void Stick(bool isStuck) => Function<NumberFunction>("gpib_double_stick")(isStuck ? 1 : 0);

    public void BreakAfter(int bytes) => Function<LongFunction>("gpib_double_break_after")(bytes);

    public string Trace()
    {
        var text = new byte[1 << 16];
        Function<TraceFunction>("gpib_double_trace")(text, text.Length);
        return Encoding.ASCII.GetString(text).TrimEnd('\0');
    }

    public void Dispose()
    {
        foreach (int pad in players.Keys)
        {
            Unplug(pad);
        }

        Fail(-1);
        Stick(false);
        BreakAfter(0);
    }

    private static T Function<T>(string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(Built.Value.Handle, name));

    private static (string File, nint Handle) Build() => Build(string.Empty);

    private static (string File, nint Handle) Build(string variant, [CallerFilePath] string file = "")
    {
        string source = Path.GetFullPath(
            Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "Doubles", "Gpib", "gpib_double.c"));
        string made = Path.Combine(Path.GetTempPath(), $"lab-gpib-{Environment.ProcessId}{variant}.so");
        using Process compiler = Process.Start(
            new ProcessStartInfo(
                "cc",
                [
                    "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-o", made, source, "-lpthread"
                ])
            { UseShellExecute = false })!;
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return (made, NativeLibrary.Load(made));
    }

    /// <summary>A device that answers in its own time.</summary>
    private sealed class Player(ContractDevice device, Action<byte[]> answer)
    {
        private readonly Lock guard = new();
        private CancellationTokenSource clearing = new();
        private Task working = Task.CompletedTask;

        public void Take(nint bytes, int count)
        {
            var message = new byte[count];
            Marshal.Copy(bytes, message, 0, count);
            // Nothing is thrown through C.
            Memory<byte> text = message[^1] == (byte)'\n' ? message.AsMemory(0, count - 1) : "no LF"u8.ToArray();
            lock (guard)
            {
                working = WorkAsync(working, text, clearing.Token);
            }
        }

        public void Clear()
        {
            lock (guard)
            {
                clearing.Cancel();
                clearing.Dispose();
                clearing = new CancellationTokenSource();
                working = Task.CompletedTask;
            }
        }

        private async Task WorkAsync(Task before, ReadOnlyMemory<byte> message, CancellationToken cleared)
        {
            try
            {
                await before;
                ReadOnlyMemory<byte> said = await device.ExecuteAsync(message, cleared);
                lock (guard)
                {
                    if (!said.IsEmpty && !cleared.IsCancellationRequested)
                    {
                        answer([.. said.Span, (byte)'\n']);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // Cleared meanwhile.
            }
        }
    }
}
