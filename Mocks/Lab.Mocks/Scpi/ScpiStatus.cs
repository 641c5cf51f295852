namespace Lab.Mocks.Scpi;

/// <summary>The status registers of IEEE 488.2 (chapter 11) and the error queue of SCPI.</summary>
public sealed class ScpiStatus
{
    private const int QueueLength = 32;

    // PON: the instrument was switched on.
    private const int PowerOnEvent = 1 << 7;

    private readonly List<(int Code, string Text)> errors = [];
    private int eventStatus = PowerOnEvent;

    /// <summary>Whether errors are queued at all; an instrument without SCPI has the event status register only.</summary>
    public bool HasErrorQueue { get; internal set; } = true;

    /// <summary>The events that are reported at all: Tektronix' device event status enable register.</summary>
    public int DeviceEventEnable { get; set; } = 255;

    /// <summary>How many errors were in the queue when the event status register was last read: those that Tektronix
    /// releases.</summary>
    public int ReleasedErrors { get; private set; }

    /// <summary>The event status enable register.</summary>
    public int EventStatusEnable { get; set; }

    /// <summary>The service request enable register; bit 6, the request itself, stays 0 (IEEE 488.2, 11.3.2).</summary>
    public int ServiceRequestEnable
    {
        get;
        set => field = value & ~(1 << 6);
    }

    /// <summary>Bits that the instrument itself adds to the status byte, such as measurement events in bit 0.</summary>
    public int DeviceStatus { get; set; }

    /// <summary>Further registers, each summed up in a bit of the status byte.</summary>
    public IList<ScpiRegister> Registers { get; } = [];

    /// <summary>How many errors wait in the queue.</summary>
    public int ErrorCount => errors.Count;

    /// <summary>The status byte as <c>*STB?</c> answers it, with the master summary in bit 6.</summary>
    public int StatusByte
    {
        get
        {
            int status = DeviceStatus | Registers.Aggregate(0, (bits, register) => bits | register.Summary);
            status |= (errors.Count > 0 ? 1 << 2 : 0) | ((eventStatus & EventStatusEnable) != 0 ? 1 << 5 : 0);
            return status | ((status & ServiceRequestEnable & ~(1 << 6)) != 0 ? 1 << 6 : 0);
        }
    }

    /// <summary>Puts an error in the queue and its class in the event status register.</summary>
    public void Report(int code, string text)
    {
        if ((EventOf(code) & DeviceEventEnable) == 0)
        {
            return;
        }

        eventStatus |= EventOf(code);
        if (!HasErrorQueue)
        {
            return;
        }

        if (errors.Count < QueueLength)
        {
            errors.Add((code, text));
        }
        else
        {
            // SCPI-99, volume 1, 21.8.1: the newest entry gives way, the oldest stay.
            errors[^1] = (-350, "Queue overflow");
            eventStatus |= EventOf(-350);
        }
    }

    /// <summary>Takes the oldest error, or 0 and <c>No error</c>.</summary>
    public (int Code, string Text) TakeError()
    {
        if (errors.Count == 0)
        {
            return (0, "No error");
        }

        (int Code, string Text) oldest = errors[0];
        errors.RemoveAt(0);
        ReleasedErrors = Math.Max(0, ReleasedErrors - 1);
        return oldest;
    }

    /// <summary>Sets the operation-complete bit.</summary>
    public void OperationComplete() => eventStatus |= 1;

    /// <summary>Reads the event status register, which clears it.</summary>
    public int TakeEventStatus()
    {
        int value = eventStatus;
        eventStatus = 0;
        ReleasedErrors = errors.Count;
        return value;
    }

    /// <summary>Empties the error queue.</summary>
    public void ClearErrors()
    {
        errors.Clear();
        ReleasedErrors = 0;
    }

    /// <summary><c>*CLS</c>: clears events and errors, leaves the enable registers.</summary>
    public void Clear()
    {
        eventStatus = 0;
        ReleasedErrors = 0;
        errors.Clear();
        foreach (ScpiRegister register in Registers)
        {
            register.TakeEvent();
        }
    }

    /// <summary>Everything as after switching on (IEEE 488.2, 11.5.1.3): no errors, nothing enabled,
    /// the event of switching on.</summary>
    public void PowerOn()
    {
        Clear();
        Preset();
        EventStatusEnable = 0;
        DeviceEventEnable = 255;
        ServiceRequestEnable = 0;
        DeviceStatus = 0;
        eventStatus = PowerOnEvent;
    }

    /// <summary><c>:STATus:PRESet</c>: no register but the standard one reports to the status byte.</summary>
    public void Preset()
    {
        foreach (ScpiRegister register in Registers)
        {
            register.Enable = 0;
        }
    }

    // SCPI-99, volume 2, 21.8: the hundreds of a standard error name its class; an instrument's own errors are positive.
    private static int EventOf(int code) => (code / 100) switch
    {
        -1 => 1 << 5, // command error
        -2 => 1 << 4, // execution error
        -4 => 1 << 2, // query error
        -5 => 1 << 7, // power on
        -6 => 1 << 6, // user request
        -7 => 1 << 1, // request control
        -8 => 1 << 0, // operation complete
        _ => 1 << 3, // device-dependent error
    };
}
