namespace Lab.Mocks.Scpi;

/// <summary>One register of SCPI's status reporting (SCPI-99, volume 1, 5.1): conditions that hold now, events that happened
/// since the last look, and an enable mask that says which of them show in the status byte.</summary>
/// <param name="summaryBit">The bit of the status byte that sums the register up.</param>
public sealed class ScpiRegister(int summaryBit)
{
    /// <summary>The conditions that hold now.</summary>
    public int Condition { get; private set; }

    /// <summary>The events that have happened since they were last read.</summary>
    public int Event { get; private set; }

    /// <summary>The events that show in the status byte.</summary>
    public int Enable { get; set; }

    /// <summary>The register's contribution to the status byte.</summary>
    public int Summary => (Event & Enable) != 0 ? 1 << summaryBit : 0;

    /// <summary>Sets or clears a condition; a condition that begins is also an event.</summary>
    public void Set(int bit, bool on)
    {
        int before = Condition;
        Condition = on ? before | (1 << bit) : before & ~(1 << bit);
        Event |= Condition & ~before;
    }

    /// <summary>Records an event that has no duration.</summary>
    public void Raise(int bit) => Event |= 1 << bit;

    /// <summary>Reads the events, which clears them.</summary>
    public int TakeEvent()
    {
        int events = Event;
        Event = 0;
        return events;
    }
}
