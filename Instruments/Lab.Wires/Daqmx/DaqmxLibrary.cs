using System.Runtime.InteropServices;
using System.Text;
using Lab.Instruments.DaqCards.Library;

namespace Lab.Wires.Daqmx;

/// <summary>NI-DAQmx, the maker's library: statuses below zero become errors with the library's own words, those above zero
/// warnings.</summary>
internal sealed unsafe class DaqmxLibrary : IDaqLibrary
{
    /// <summary>Bytes of a text: an extended error of NI-DAQmx fits into 2048 (NI's examples).</summary>
    private const int TextLength = 8192;

    /// <summary>Numbers of an attribute that is an array: twice as many as ranges of any card.</summary>
    private const int ArrayLength = 64;

    private readonly DaqmxApi api;

    /// <summary>Uses a bound library.</summary>
    /// <param name="name">The file.</param>
    /// <param name="api">Its functions.</param>
    public DaqmxLibrary(string name, DaqmxApi api)
    {
        Name = name;
        this.api = api;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Action<DaqWarning>? Warned { get; set; }

    /// <inheritdoc/>
    public (int Major, int Minor) GetSysNIDAQVersion()
    {
        uint major;
        uint minor;
        Check(api.GetSysNIDAQMajorVersion(&major), "DAQmxGetSysNIDAQMajorVersion");
        Check(api.GetSysNIDAQMinorVersion(&minor), "DAQmxGetSysNIDAQMinorVersion");
        return ((int)major, (int)minor);
    }

    /// <inheritdoc/>
    public string GetSysDevNames()
    {
        byte* text = stackalloc byte[TextLength];
        *text = 0;
        Check(api.GetSysDevNames(text, TextLength), "DAQmxGetSysDevNames");
        return TextOf(text);
    }

    /// <inheritdoc/>
    public string GetDev(string device, DaqDeviceText which)
    {
        byte* text = stackalloc byte[TextLength];
        *text = 0;
        fixed (byte* name = Bytes(device))
        {
            Check(api.GetDevText($"{which}")(name, text, TextLength), $"DAQmxGetDev{which}");
        }

        return TextOf(text);
    }

    /// <inheritdoc/>
    public double[] GetDev(string device, DaqDeviceNumbers which)
    {
        string function = $"DAQmxGetDev{which}";
        fixed (byte* name = Bytes(device))
        {
            switch (which)
            {
                case DaqDeviceNumbers.SerialNum:
                    uint serial;
                    Check(api.GetDevSerialNum(name, &serial), function);
                    return [serial];
                case DaqDeviceNumbers.AOMaxRate or DaqDeviceNumbers.AIMaxMultiChanRate:
                    double number;
                    Check(api.GetDevNumber($"{which}")(name, &number), function);
                    return [number];
                default:
                    return Ranges(name, which, function);
            }
        }
    }

    /// <inheritdoc/>
    public void ResetDevice(string device)
    {
        fixed (byte* name = Bytes(device))
        {
            Check(api.ResetDevice(name), "DAQmxResetDevice");
        }
    }

    /// <inheritdoc/>
    public IDaqTask CreateTask(string name)
    {
        nint task;
        fixed (byte* wanted = Bytes(name))
        {
            Check(api.CreateTask(wanted, &task), "DAQmxCreateTask");
        }

        return new DaqmxTask(name, this, api, new DaqmxTaskHandle(api, task));
    }

    /// <summary>The same library for another caller, who hears of the warnings of its own calls alone.</summary>
    public DaqmxLibrary Again() => new(Name, api);

    /// <summary>A text as the library takes it, with its zero.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text + '\0');

    /// <summary>Throws for a status below zero, and tells of one above.</summary>
    /// <param name="status">The status of a call on this thread.</param>
    /// <param name="function">The function.</param>
    public void Check(int status, string function)
    {
        if (status == 0)
        {
            return;
        }

        string words = Describe(status);
        if (status < 0)
        {
            throw new DaqException(status, function, words);
        }

        Warned?.Invoke(new DaqWarning(status, function, words));
    }

    // The extended text is that of the thread's last error; a library without one has its plain text.
    private string Describe(int status)
    {
        byte* text = stackalloc byte[TextLength];
        *text = 0;
        if (status < 0 && api.GetExtendedErrorInfo(text, TextLength) >= 0 && *text != 0)
        {
            return TextOf(text).Trim();
        }

        *text = 0;
        return api.GetErrorString(status, text, TextLength) >= 0 && *text != 0 ? TextOf(text).Trim()
            : "the library has no words for it";
    }

    private double[] Ranges(byte* device, DaqDeviceNumbers which, string function)
    {
        double* room = stackalloc double[ArrayLength];
        new Span<double>(room, ArrayLength).Clear();
        Check(api.GetDevArray($"{which}")(device, room, ArrayLength), function);

        // Pairs of ends; what was not written is a pair of zeros.
        var ranges = new List<double>();
        for (int i = 0; i < ArrayLength && room[i] < room[i + 1]; i += 2)
        {
            ranges.AddRange([room[i], room[i + 1]]);
        }

        return [.. ranges];
    }

    private static string TextOf(byte* text)
    {
        text[TextLength - 1] = 0;
        return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
    }
}
