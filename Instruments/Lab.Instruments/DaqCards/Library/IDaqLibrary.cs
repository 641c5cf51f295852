namespace Lab.Instruments.DaqCards.Library;

/// <summary>The library of a data acquisition card: the functions of NI-DAQmx that Lab uses, under the names of NIDAQmx.h without
/// their prefix. The maker's library and the twin of a card implement it.</summary>
/// <remarks>A function that fails throws; one that warns tells <see cref="Warned"/> and goes on. Used by one caller at a
/// time.</remarks>
public interface IDaqLibrary
{
    /// <summary>The file that was loaded, or the twin.</summary>
    string Name { get; }

    /// <summary>Told of each warning.</summary>
    Action<DaqWarning>? Warned { get; set; }

    /// <summary>The version of the driver software: major and minor number.</summary>
    /// <exception cref="DaqException">The library failed.</exception>
    (int Major, int Minor) GetSysNIDAQVersion();

    /// <summary>The names of all devices, with commas between them.</summary>
    /// <exception cref="DaqException">The library failed.</exception>
    string GetSysDevNames();

    /// <summary>An attribute of a device.</summary>
    /// <param name="device">The device's name: <c>Dev1</c>.</param>
    /// <param name="which">The attribute.</param>
    /// <exception cref="DaqException">There is no such device.</exception>
    string GetDev(string device, DaqDeviceText which);

    /// <summary>An attribute of a device.</summary>
    /// <param name="device">The device's name.</param>
    /// <param name="which">The attribute.</param>
    /// <exception cref="DaqException">There is no such device.</exception>
    double[] GetDev(string device, DaqDeviceNumbers which);

    /// <summary>Ends all tasks of a device, those of other programs too, and brings it to the state after power-on.</summary>
    /// <param name="device">The device's name.</param>
    /// <exception cref="DaqException">There is no such device.</exception>
    void ResetDevice(string device);

    /// <summary>Makes a task without channels.</summary>
    /// <param name="name">Its name, of which there must be one.</param>
    /// <exception cref="DaqException">The name is taken.</exception>
    IDaqTask CreateTask(string name);
}
