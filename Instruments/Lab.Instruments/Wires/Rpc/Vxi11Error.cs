namespace Lab.Instruments.Wires.Rpc;

/// <summary>Error numbers of VXI-11 (VXI-11 revision 1.0, table B.1).</summary>
public enum Vxi11Error
{
    /// <summary>Done.</summary>
    None = 0,

    /// <summary>The device's name is not understood.</summary>
    Syntax = 1,

    /// <summary>There is no such device.</summary>
    DeviceNotAccessible = 3,

    /// <summary>There is no such link.</summary>
    InvalidLink = 4,

    /// <summary>A parameter is wrong.</summary>
    Parameter = 5,

    /// <summary>The device cannot do that.</summary>
    NotSupported = 8,

    /// <summary>There are too many links.</summary>
    OutOfResources = 9,

    /// <summary>Another link holds the lock.</summary>
    Locked = 11,

    /// <summary>This link holds no lock.</summary>
    NoLock = 12,

    /// <summary>The device did not answer in time.</summary>
    Timeout = 15,

    /// <summary>Input or output failed.</summary>
    InputOutput = 17,

    /// <summary>The call was aborted over the abort channel.</summary>
    Aborted = 23,
}
