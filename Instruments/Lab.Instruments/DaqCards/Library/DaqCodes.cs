namespace Lab.Instruments.DaqCards.Library;

/// <summary>Statuses of NI-DAQmx that Lab acts on, with their names in NIDAQmx.h. Below zero is an error, above a
/// warning.</summary>
public static class DaqCodes
{
    /// <summary>PALResourceReserved: another task or program has that part of the card.</summary>
    public const int ResourceReserved = -50103;

    /// <summary>DriverDeviceGUIDNotFound: the device is not there, or no longer.</summary>
    public const int DeviceNotFound = -88705;

    /// <summary>InvalidAttributeValue: a rate or time that the card does not have.</summary>
    public const int InvalidAttributeValue = -200077;

    /// <summary>InvalidTask: there is no such task, or no longer.</summary>
    public const int InvalidTask = -200088;

    /// <summary>PhysicalChanDoesNotExist.</summary>
    public const int NoSuchChannel = -200170;

    /// <summary>InvalidDeviceID: no device has that name.</summary>
    public const int InvalidDevice = -200220;

    /// <summary>SamplesWillNeverBeAvailable: more is asked for than the task acquires.</summary>
    public const int SamplesNeverAvailable = -200278;

    /// <summary>SamplesNoLongerAvailable: they were overwritten before they were read.</summary>
    public const int SamplesOverwritten = -200279;

    /// <summary>SamplesNotYetAvailable: they did not come within the time-out, as where no trigger comes.</summary>
    public const int SamplesNotYetAvailable = -200284;

    /// <summary>GenStoppedToPreventRegenOfOldSamples: a second generation of the same samples, which was not allowed.</summary>
    public const int NoRegeneration = -200290;

    /// <summary>OutputBufferEmpty: nothing was written before the start.</summary>
    public const int OutputBufferEmpty = -200462;

    /// <summary>OperationTimedOut.</summary>
    public const int OperationTimedOut = -200474;

    /// <summary>CanNotPerformOpWhenNoChansInTask.</summary>
    public const int NoChannels = -200478;

    /// <summary>CanNotPerformOpWhileTaskRunning.</summary>
    public const int TaskRunning = -200479;

    /// <summary>CannotSetPropertyWhenTaskRunning.</summary>
    public const int PropertyWhileRunning = -200557;

    /// <summary>WaitUntilDoneDoesNotIndicateDone: the task did not end within the time-out.</summary>
    public const int NotDone = -200560;

    /// <summary>InvalidAODataWrite: a sample is too large or too small.</summary>
    public const int SampleOutOfRange = -200561;

    /// <summary>DevCannotBeAccessed: the device was unplugged or lost its power.</summary>
    public const int DeviceNotAccessible = -201003;

    /// <summary>StoppedBeforeDone, a warning: a finite task was stopped before its end.</summary>
    public const int StoppedBeforeDone = 200010;
}
