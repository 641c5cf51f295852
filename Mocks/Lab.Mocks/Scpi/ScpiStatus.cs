namespace Lab.Mocks.Scpi;

/// <summary>The status registers of IEEE 488.2 (chapter 11) and the error queue of SCPI.</summary>
public sealed class ScpiStatus
{
    private const int QueueLength = 32;

    private readonly Queue<(int Code, string Text)> errors = new();
    private int eventStatus = 1 << 7; // PON: the instrument was switched on

    /// <summary>The event status enable register.</summary>
    public int EventStatusEnable { get; set; }

    /// <summary>The service request enable register.</summary>
    public int ServiceRequestEnable { get; set; }

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
        eventStatus |= code switch
        {
            <= -100 and > -200 => 1 << 5,
            <= -200 and > -300 => 1 << 4,
            <= -400 and > -500 => 1 << 2,
            _ => 1 << 3,
        };
        if (errors.Count < QueueLength - 1)
        {
            errors.Enqueue((code, text));
        }
        else if (errors.Count == QueueLength - 1)
        {
            errors.Enqueue((-350, "Queue overflow"));
        }
    }

    /// <summary>Takes the oldest error, or 0 and <c>No error</c>.</summary>
    public (int Code, string Text) TakeError() => errors.Count > 0 ? errors.Dequeue() : (0, "No error");

    /// <summary>Sets the operation-complete bit.</summary>
    public void OperationComplete() => eventStatus |= 1;

    /// <summary>Reads the event status register, which clears it.</summary>
    public int TakeEventStatus()
    {
        int value = eventStatus;
        eventStatus = 0;
        return value;
    }

    /// <summary>Empties the error queue.</summary>
    public void ClearErrors() => errors.Clear();

    /// <summary><c>*CLS</c>: clears events and errors, leaves the enable registers.</summary>
    public void Clear()
    {
        eventStatus = 0;
        errors.Clear();
        foreach (ScpiRegister register in Registers)
        {
            register.TakeEvent();
        }
    }

    /// <summary><c>:STATus:PRESet</c>: no register but the standard one reports to the status byte.</summary>
    public void Preset()
    {
        foreach (ScpiRegister register in Registers)
        {
            register.Enable = 0;
        }
    }
}
