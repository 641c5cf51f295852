namespace Lab.Instruments.DaqCards.Library;

/// <summary>An attribute of a device that is one number or several; each is a function of its own,
/// <c>DAQmxGetDev…</c>.</summary>
public enum DaqDeviceNumbers
{
    /// <summary>The serial number.</summary>
    SerialNum,

    /// <summary>The ranges of the analogue outputs, V: the lower and the upper end of each.</summary>
    AOVoltageRngs,

    /// <summary>The ranges of the analogue inputs, V: the lower and the upper end of each.</summary>
    AIVoltageRngs,

    /// <summary>The highest rate of the analogue outputs, samples per second.</summary>
    AOMaxRate,

    /// <summary>The highest rate of several analogue inputs, all together, samples per second.</summary>
    AIMaxMultiChanRate,
}
