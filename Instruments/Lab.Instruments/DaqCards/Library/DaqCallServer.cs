using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Lab.Instruments.DaqCards.Library;

/// <summary>
/// Carries out calls of a card's library that come as messages: the seam at which the maker's library and the twin of a card are
/// exchanged. A message is <c>17 DAQmxStartTask "ao"</c>, its answer <c>17 0;.</c>, an error
/// <c>17 -200088,"the library's words";.</c>; samples are a block of doubles, the low byte first.
/// </summary>
/// <remarks>
/// A message that comes again, with its number, is not carried out again: it gets the answer that was lost. Tasks are named, and
/// live until they are cleared, also when their client has gone. Used by one caller at a time.
/// </remarks>
/// <param name="library">The library.</param>
public sealed class DaqCallServer(IDaqLibrary library) : IDisposable
{
    private const string Prefix = "DAQmx";

    /// <summary>The status of a call that is no call: the fault of who sends it.</summary>
    private const int NotACall = -1;

    /// <summary>The most samples of one call: a gigabyte.</summary>
    private const int MostSamples = 1 << 27;

    private readonly Dictionary<string, IDaqTask> tasks = [];
    private byte[] lastMessage = [];
    private byte[] lastAnswer = [];
    private double[] samples = [];
    private DaqWarning warning;

    /// <summary>The call that a message makes, without its number; <see langword="null"/> for one that is none.</summary>
    /// <param name="message">The message.</param>
    public static (string Function, IReadOnlyList<string> Arguments)? Read(ReadOnlySpan<byte> message)
    {
        (string text, _) = Parts(message);
        return CallText.Split(text, ' ') is [string number, string function, .. var arguments]
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && function.StartsWith(Prefix, StringComparison.Ordinal)
            ? (function, arguments)
            : null;
    }

    /// <summary>Carries out one call.</summary>
    /// <param name="message">The message, without its terminator.</param>
    /// <param name="answer">Where the answer goes; nothing for a message that is no call.</param>
    public void Execute(ReadOnlySpan<byte> message, IBufferWriter<byte> answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (message.SequenceEqual(lastMessage))
        {
            answer.Write(lastAnswer);
            return;
        }

        if (Read(message) is not var (function, arguments))
        {
            return;
        }

        var written = new ArrayBufferWriter<byte>(256);
        written.Write(message[..(message.IndexOf((byte)' ') + 1)]);
        Answer(function, arguments, Parts(message).Block, written);
        written.Write(Encoding.ASCII.GetBytes(CallText.EndMark));
        lastMessage = message.ToArray();
        lastAnswer = written.WrittenSpan.ToArray();
        answer.Write(lastAnswer);
    }

    /// <summary>Forgets all tasks without clearing them: the device they were on is gone.</summary>
    public void Forget()
    {
        tasks.Clear();
        (lastMessage, lastAnswer) = ([], []);
    }

    /// <summary>Clears the tasks that are left.</summary>
    public void Dispose()
    {
        foreach (IDaqTask task in tasks.Values)
        {
            try
            {
                task.Dispose();
            }
            catch (DaqException)
            {
                // A card that was unplugged has no task left to clear, and the next one has its turn.
            }
        }

        Forget();
    }

    // The text of a message, and the bytes of its block. Texts are short; a block stands at the end.
    private static (string Text, ReadOnlyMemory<byte> Block) Parts(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> trimmed = message.TrimEnd("\r\n"u8);
        bool isQuoted = false;
        for (int i = 0; i < trimmed.Length; i++)
        {
            isQuoted ^= trimmed[i] == (byte)'"';
            if (trimmed[i] != (byte)'#' || isQuoted || i + 1 >= trimmed.Length)
            {
                continue;
            }

            int digits = trimmed[i + 1] - (byte)'0';
            if (digits is < 1 or > 9 || i + 2 + digits > message.Length
                || !int.TryParse(message.Slice(i + 2, digits), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                || i + 2 + digits + length > message.Length)
            {
                break;
            }

            return (
                Encoding.UTF8.GetString(message[..i]).TrimEnd(' '),
                message.Slice(i + 2 + digits, length).ToArray());
        }

        return (Encoding.UTF8.GetString(trimmed), default);
    }

    private void Answer(
        string function, IReadOnlyList<string> arguments, ReadOnlyMemory<byte> block, ArrayBufferWriter<byte> written)
    {
        warning = default;
        library.Warned = each => warning = each;
        try
        {
            ReadOnlySpan<double> read = [];
            string outputs = function switch
            {
                "DAQmxGetSysNIDAQVersion" => Version(),
                "DAQmxGetSysDevNames" => "," + CallText.Quote(library.GetSysDevNames()),
                "DAQmxResetDevice" => Done(() => library.ResetDevice(Text(arguments, 0))),
                "DAQmxCreateTask" => Create(Text(arguments, 0)),
                "DAQmxClearTask" => Clear(Text(arguments, 0)),
                "DAQmxWriteAnalogF64" => Write(arguments, block),
                "DAQmxReadAnalogF64" => Read(arguments, out read),
                _ => Attribute(function, arguments) ?? OfTask(function, arguments),
            };
            Append(written, warning.Code == 0 ? "0" : $"{warning.Code}");
            Append(written, outputs);
            if (warning.Code != 0)
            {
                Append(written, "," + CallText.Quote(warning.Text));
            }

            if (function == "DAQmxReadAnalogF64")
            {
                ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(read);
                string length = CallText.Of(bytes.Length);
                Append(written, $",#{length.Length}{length}");
                written.Write(bytes);
            }
        }
        catch (DaqException error)
        {
            Append(written, $"{error.Code},{CallText.Quote(error.Text)}");
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            Append(written, $"{NotACall},{CallText.Quote($"{function}: {error.Message}")}");
        }
    }

    private static void Append(ArrayBufferWriter<byte> written, string text) => written.Write(Encoding.UTF8.GetBytes(text));

    private static string Done(Action act)
    {
        act();
        return string.Empty;
    }

    private static string Text(IReadOnlyList<string> arguments, int index) => index < arguments.Count
        ? arguments[index]
        : throw new FormatException($"argument {index + 1} is missing");

    private static double Number(IReadOnlyList<string> arguments, int index) =>
        double.Parse(Text(arguments, index), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static int Whole(IReadOnlyList<string> arguments, int index) =>
        int.Parse(Text(arguments, index), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static long Count(IReadOnlyList<string> arguments, int index) =>
        long.Parse(Text(arguments, index), NumberStyles.None, CultureInfo.InvariantCulture);

    private static bool Switch(IReadOnlyList<string> arguments, int index) => Whole(arguments, index) != 0;

    private string Version()
    {
        (int major, int minor) = library.GetSysNIDAQVersion();
        return $",{CallText.Of(major)},{CallText.Of(minor)}";
    }

    private string Create(string name)
    {
        IDaqTask task = library.CreateTask(name);
        tasks[name] = task;
        return string.Empty;
    }

    private string Clear(string name)
    {
        IDaqTask task = TaskOf(name, "DAQmxClearTask");
        tasks.Remove(name); // a task whose clearing fails cannot be cleared again
        task.Dispose();
        return string.Empty;
    }

    // One function an attribute: DAQmxGetDevProductType and so on.
    private string? Attribute(string function, IReadOnlyList<string> arguments)
    {
        const string GetDev = "DAQmxGetDev";
        if (!function.StartsWith(GetDev, StringComparison.Ordinal))
        {
            return null;
        }

        string name = function[GetDev.Length..];
        return Enum.TryParse(name, ignoreCase: false, out DaqDeviceText text)
            ? "," + CallText.Quote(library.GetDev(Text(arguments, 0), text))
            : Enum.TryParse(name, ignoreCase: false, out DaqDeviceNumbers numbers)
                ? string.Concat(library.GetDev(Text(arguments, 0), numbers).Select(number => "," + CallText.Of(number)))
                : throw new FormatException("there is no such function");
    }

    private string OfTask(string function, IReadOnlyList<string> arguments)
    {
        IDaqTask task = TaskOf(Text(arguments, 0), function);
        return function switch
        {
            "DAQmxCreateAOVoltageChan" => Done(() => task.CreateAOVoltageChan(
                Text(arguments, 1), Number(arguments, 2), Number(arguments, 3))),
            "DAQmxCreateAIVoltageChan" => Done(() => task.CreateAIVoltageChan(
                Text(arguments, 1), Whole(arguments, 2), Number(arguments, 3), Number(arguments, 4))),
            "DAQmxCreateCOPulseChanTime" => Done(() => task.CreateCOPulseChanTime(
                Text(arguments, 1), Number(arguments, 2), Number(arguments, 3), Number(arguments, 4))),
            "DAQmxCfgSampClkTiming" => Done(() => task.CfgSampClkTiming(
                Text(arguments, 1), Number(arguments, 2), Whole(arguments, 3), Count(arguments, 4))),
            "DAQmxCfgImplicitTiming" => Done(() => task.CfgImplicitTiming(Whole(arguments, 1), Count(arguments, 2))),
            "DAQmxCfgDigEdgeStartTrig" => Done(() => task.CfgDigEdgeStartTrig(Text(arguments, 1))),
            "DAQmxSetStartTrigRetriggerable" => Done(() => task.SetStartTrigRetriggerable(Switch(arguments, 1))),
            "DAQmxSetCOEnableInitialDelayOnRetrigger" => Done(() => task.SetCOEnableInitialDelayOnRetrigger(
                Text(arguments, 1), Switch(arguments, 2))),
            "DAQmxSetCOPulseTimeInitialDelay" => Done(() => task.SetCOPulseTimeInitialDelay(
                Text(arguments, 1), Number(arguments, 2))),
            "DAQmxSetWriteRegenMode" => Done(() => task.SetWriteRegenMode(Whole(arguments, 1))),
            "DAQmxGetSampClkRate" => "," + CallText.Of(task.GetSampClkRate()),
            "DAQmxStartTask" => Done(task.StartTask),
            "DAQmxStopTask" => Done(task.StopTask),
            "DAQmxTaskControl" => Done(() => task.TaskControl(Whole(arguments, 1))),
            "DAQmxWaitUntilTaskDone" => Done(() => task.WaitUntilTaskDone(Number(arguments, 1))),
            "DAQmxIsTaskDone" => task.IsTaskDone() ? ",1" : ",0",
            _ => throw new FormatException("there is no such function"),
        };
    }

    // Arguments: task, samples per channel, whether it starts, time-out; the samples as a block.
    private string Write(IReadOnlyList<string> arguments, ReadOnlyMemory<byte> block)
    {
        IDaqTask task = TaskOf(Text(arguments, 0), "DAQmxWriteAnalogF64");
        int taken = task.WriteAnalogF64(
            MemoryMarshal.Cast<byte, double>(block.Span), Whole(arguments, 1), Switch(arguments, 2), Number(arguments, 3));
        return $",{CallText.Of(taken)}";
    }

    // Arguments: task, samples per channel, channels, time-out.
    private string Read(IReadOnlyList<string> arguments, out ReadOnlySpan<double> read)
    {
        IDaqTask task = TaskOf(Text(arguments, 0), "DAQmxReadAnalogF64");
        int perChannel = Whole(arguments, 1);
        int channels = Whole(arguments, 2);
        if (perChannel < 1 || channels < 1 || (long)perChannel * channels > MostSamples)
        {
            throw new FormatException($"{perChannel} samples of {channels} channels are not read");
        }

        int length = perChannel * channels;
        samples = samples.Length < length ? new double[length] : samples;
        int came = task.ReadAnalogF64(samples.AsSpan(0, length), perChannel, Number(arguments, 3));
        read = samples.AsSpan(0, length);
        return $",{CallText.Of(came)}";
    }

    private IDaqTask TaskOf(string name, string function) => tasks.TryGetValue(name, out IDaqTask? task) ? task
        : throw new DaqException(
            DaqCodes.InvalidTask, function, $"Task specified is invalid or does not exist.\nTask Name: {name}");
}
