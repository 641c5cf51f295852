namespace Lab.Instruments.DaqCards.Library;

/// <summary>An attribute of a device that is a text; each is a function of its own, <c>DAQmxGetDev…</c>.</summary>
public enum DaqDeviceText
{
    /// <summary>The model: <c>PCIe-6321</c>.</summary>
    ProductType,

    /// <summary>The analogue outputs, with the device's name: <c>Dev1/ao0, Dev1/ao1</c>.</summary>
    AOPhysicalChans,

    /// <summary>The analogue inputs.</summary>
    AIPhysicalChans,

    /// <summary>The counters that give pulses.</summary>
    COPhysicalChans,
}
