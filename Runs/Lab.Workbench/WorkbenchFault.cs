namespace Lab.Workbench;

/// <summary>Why a workbench could not do as asked.</summary>
public enum WorkbenchFault
{
    /// <summary>The request, a setting or a file is wrong; nothing was opened.</summary>
    Request,

    /// <summary>The rehearsal, an instrument, a limit or another program says no.</summary>
    Refused,

    /// <summary>Another program has the bench; nothing was sent to it, and all may go well once it is given back.</summary>
    InUse,

    /// <summary>The caller stopped it before anything was sent to the bench.</summary>
    Stopped,
}
