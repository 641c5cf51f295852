using System.Runtime.InteropServices;

namespace Lab.Wires.Daqmx;

/// <summary>A task of NI-DAQmx, which is cleared when nobody uses it any more.</summary>
internal sealed class DaqmxTaskHandle : SafeHandle
{
    private readonly DaqmxApi api;

    /// <summary>Takes a task over.</summary>
    /// <param name="api">The library that made it.</param>
    /// <param name="task">The task.</param>
    public DaqmxTaskHandle(DaqmxApi api, nint task)
        : base(0, ownsHandle: true)
    {
        this.api = api;
        SetHandle(task);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The status of the clearing: below zero for an error.</summary>
    public int ClearStatus { get; private set; }

    /// <inheritdoc/>
    protected override unsafe bool ReleaseHandle()
    {
        ClearStatus = api.ClearTask(handle);
        return ClearStatus >= 0;
    }
}
